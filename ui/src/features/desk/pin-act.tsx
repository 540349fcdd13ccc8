import { useState } from "react";
import { Button } from "@/components/button";
import { PinDialog } from "@/forms/pin-dialog";
import type { Host } from "@/host/host";
import { useAct } from "@/host/queries";
import type { ReaderView } from "@/host/types";

interface PinActProps {
  reader: ReaderView;
  name: string;
  lead: string;
  submit: string;
  working: string;
  act: (host: Host, pin: string) => Promise<unknown>;
}

/** Something that is done with a card after its PIN. */
export function PinAct({ reader, name, lead, submit, working, act }: PinActProps) {
  const [asking, setAsking] = useState(false);
  const done = useAct(act, { onSuccess: () => setAsking(false) });
  return (
    <>
      <p>{lead}</p>
      <div>
        <Button
          onClick={() => {
            done.reset();
            setAsking(true);
          }}
        >
          {name}
        </Button>
      </div>
      <PinDialog
        reader={asking ? reader : null}
        title={name}
        lead={lead}
        submit={submit}
        working={working}
        busy={done.isPending}
        error={done.error}
        onPin={(pin) => done.mutate(pin)}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
