import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  Camera,
  CircleX,
  Clock,
  CreditCard,
  IdCard,
  type LucideIcon,
  Nfc,
  RefreshCw,
  Wifi,
  WifiOff,
} from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { SlotInWords } from "@/components/card-slots";
import { useCardWords } from "@/components/card-words";
import { CopyButton } from "@/components/copy-button";
import { Popover, PopoverClose } from "@/components/popover";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { DeskStatus } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./status-bar.module.css";

/** Beyond this the drift is said aloud: signatures and codes depend on the time. */
const driftLimitMs = 5000;

type Mood = "calm" | "look" | "bad";

export function StatusBar() {
  const { t } = useTranslation(["frame", "common"]);
  const asked = useQuery(queries.status(useHost()));
  const status = asked.data;
  return (
    <section className={styles.bar} aria-label={t("status.label")} data-print="hide">
      {!status && asked.isPending ? <span className={styles.told}>{t("status.loading")}</span> : null}
      {asked.isError ? (
        <Slot icon={CircleX} words={t("status.unknown")} title={t("status.unknown")} mood="bad">
          <p>{t("status.unknownDetail")}</p>
          <Button small onClick={() => void asked.refetch()}>
            {t("common:tryAgain")}
          </Button>
        </Slot>
      ) : null}
      {status ? (
        <>
          <Network status={status} />
          <Readers status={status} />
          <Cameras status={status} />
          <DriftOfClock status={status} />
          <span className={styles.space} />
          {status.training ? <Training status={status} /> : null}
        </>
      ) : null}
    </section>
  );
}

interface SlotProps {
  icon: LucideIcon;
  words: string;
  title: string;
  mood?: Mood;
  children: ReactNode;
}

function Slot({ icon: Icon, words, title, mood = "calm", children }: SlotProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={title}
      side="top"
      align="start"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={`${styles.slot} ${styles[mood]}`}>
          <Icon size={14} aria-hidden="true" />
          {words}
        </button>
      }
    >
      <div className={styles.explain}>
        <h2>{title}</h2>
        {children}
      </div>
    </Popover>
  );
}

function Network({ status }: { status: DeskStatus }) {
  const { t } = useTranslation("frame");
  const { instant } = useFormat();
  const queue = [
    status.waiting > 0 ? t("status.waiting", { count: status.waiting }) : "",
    status.refused > 0 ? t("status.refused", { count: status.refused }) : "",
    status.ofOthers > 0 ? t("status.ofOthers", { count: status.ofOthers }) : "",
  ].filter(Boolean);
  const words = queue.length > 0 ? queue.join(", ") : t("status.queueEmpty");
  const icons = { online: Wifi, offline: WifiOff, sending: RefreshCw } as const;
  const mood: Mood =
    status.refused > 0 ? "bad" : status.network === "offline" || status.waiting > 0 ? "look" : "calm";
  return (
    <Slot
      icon={icons[status.network]}
      words={`${t(`status.${status.network}`)} · ${words}`}
      title={t(`status.${status.network}`)}
      mood={mood}
    >
      <p>
        {status.network === "offline"
          ? t("status.offlineDetail")
          : status.network === "sending"
            ? t("status.sendingDetail")
            : t("status.onlineDetail", {
                when: status.lastContactAt ? instant(status.lastContactAt) : t("status.neverContact"),
              })}
      </p>
      <PopoverClose asChild>
        <Link to="/queue">{t("status.openQueue")}</Link>
      </PopoverClose>
    </Slot>
  );
}

/** The two slots of the desk; where there is no reader, why. What is in every reader stands in each explanation. */
function Readers({ status }: { status: DeskStatus }) {
  const { t } = useTranslation("frame");
  if (status.readers.length > 0) {
    return (
      <>
        <MyCard status={status} />
        <BlankDevice status={status} />
      </>
    );
  }
  const silent = status.readersFault === "noAnswer";
  return (
    <Slot
      icon={Nfc}
      words={silent ? t("status.readersSilent") : t("status.noReader")}
      title={t("status.readersTitle")}
      mood={silent ? "look" : "calm"}
    >
      <ReadersFault status={status} />
      {status.readersFault ? null : <p>{t("status.noReaderDetail")}</p>}
      <ToCards />
    </Slot>
  );
}

function MyCard({ status }: { status: DeskStatus }) {
  const { t } = useTranslation(["frame", "cards"]);
  const { myCard } = status.slots;
  const held = myCard.kind === "holds" ? myCard.reader : null;
  const problem = status.readers.find(({ name }) => name === held)?.card?.problem;
  return (
    <Slot
      icon={IdCard}
      words={t(`frame:status.mine.${myCard.kind}`)}
      title={t("cards:role.mine")}
      mood={problem ? "look" : "calm"}
    >
      <SlotInWords name="mine" slot={myCard} readers={status.readers} />
      {problem ? <p>{t(`cards:problem.${problem}`)}</p> : null}
      {myCard.kind === "empty" ? <p>{t("frame:status.mineTodo")}</p> : null}
      <AllReaders status={status} />
      <ToCards />
    </Slot>
  );
}

function BlankDevice({ status }: { status: DeskStatus }) {
  const { t } = useTranslation(["frame", "cards"]);
  const { blankDevice } = status.slots;
  return (
    <Slot icon={CreditCard} words={t(`frame:status.blank.${blankDevice.kind}`)} title={t("cards:role.blank")}>
      <SlotInWords name="blank" slot={blankDevice} readers={status.readers} />
      {blankDevice.kind === "empty" ? <p>{t("frame:status.blankTodo")}</p> : null}
      {blankDevice.kind === "several" ? <p>{t("frame:status.blankSeveral")}</p> : null}
      <AllReaders status={status} />
      <ToCards />
    </Slot>
  );
}

function AllReaders({ status }: { status: DeskStatus }) {
  const { t } = useTranslation(["frame", "cards"]);
  const words = useCardWords();
  return (
    <>
      <h3>{t("frame:status.readersTitle")}</h3>
      {status.readers.map((reader) => (
        <p key={reader.name}>
          {reader.training ? `${reader.name} (${t("cards:trainingReader")})` : reader.name}:{" "}
          {reader.card?.role ? `${t(`cards:role.${reader.card.role}`)} · ${words(reader)}` : words(reader)}
        </p>
      ))}
      <ReadersFault status={status} />
    </>
  );
}

function ReadersFault({ status: { readersFault } }: { status: DeskStatus }) {
  const { t } = useTranslation("frame");
  if (!readersFault) return null;
  return <p>{readersFault === "noAnswer" ? t("status.readersSilentDetail") : t("status.readersFault")}</p>;
}

function ToCards() {
  const { t } = useTranslation("frame");
  return (
    <>
      <PopoverClose asChild>
        <Link to="/cards">{t("nav.cards")}</Link>
      </PopoverClose>
      <PopoverClose asChild>
        <Link to="/credential">{t("nav.credential")}</Link>
      </PopoverClose>
    </>
  );
}

function Cameras({ status }: { status: DeskStatus }) {
  const { t } = useTranslation("frame");
  const silent = status.camerasFault !== null;
  const words = silent
    ? t("status.camerasSilent")
    : status.cameras.length > 0
      ? t("status.cameras", { count: status.cameras.length })
      : t("status.noCamera");
  return (
    <Slot icon={Camera} words={words} title={t("status.camerasTitle")} mood={silent ? "look" : "calm"}>
      {status.cameras.map((camera) => (
        <p key={camera}>{camera}</p>
      ))}
      {silent ? <p>{t("status.camerasSilentDetail")}</p> : null}
      {status.cameras.length === 0 && !silent ? <p>{t("status.noCameraDetail")}</p> : null}
    </Slot>
  );
}

function DriftOfClock({ status }: { status: DeskStatus }) {
  const { t } = useTranslation("frame");
  const { number } = useFormat();
  const drift = status.clockDriftMs;
  if (drift === null) {
    return (
      <Slot icon={Clock} words={t("status.clockUnknown")} title={t("status.clockTitle")}>
        <p>{t("status.clockUnknownDetail")}</p>
      </Slot>
    );
  }
  const off = Math.abs(drift) > driftLimitMs;
  const seconds = number(Math.round(Math.abs(drift) / 1000));
  return (
    <Slot
      icon={Clock}
      words={off ? t("status.clockOff", { seconds }) : t("status.clockRight")}
      title={t("status.clockTitle")}
      mood={off ? "bad" : "calm"}
    >
      <p>
        {off
          ? t("status.clockOffDetail", { seconds })
          : t("status.clockDetail", { ms: number(Math.abs(drift)) })}
      </p>
    </Slot>
  );
}

/** For support, which need not know whose cards are in the readers. */
function diagnostics(status: DeskStatus): string {
  // A token's label may be its holder's name.
  const personal = new Set(["certificate", "label"]);
  return JSON.stringify(status, (key, value) => (personal.has(key) ? undefined : value), 2);
}

function Training({ status }: { status: DeskStatus }) {
  const { t } = useTranslation("frame");
  return (
    <Popover
      label={t("status.trainingTitle")}
      side="top"
      trigger={
        <button type="button" className={styles.training}>
          {t("status.training")}
        </button>
      }
    >
      <div className={styles.explain}>
        <h2>{t("status.trainingTitle")}</h2>
        <p>{t("status.trainingDetail")}</p>
        <PopoverClose asChild>
          <Link to="/mailbox">{t("status.openMailbox")}</Link>
        </PopoverClose>
        <p className={styles.diagnostics}>
          {t("status.copyDiagnostics")}
          <CopyButton text={diagnostics(status)} what={t("status.copyDiagnostics")} />
        </p>
      </div>
    </Popover>
  );
}
