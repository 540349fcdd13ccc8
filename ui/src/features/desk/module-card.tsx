import { useQuery } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { HostProblem } from "@/components/host-problem";
import { Loading, Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { type CardChoice, ChoiceCards } from "@/forms/choice-cards";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries, useAct } from "@/host/queries";
import type { CardModulesView } from "@/host/types";
import styles from "./desk.module.css";

/** No module's file is called so. */
const none = "";

/** Which PKCS#11 module speaks with cards without PIV on this PC: one of those found, another by file, or none. */
export function ModuleCard() {
  const { t } = useTranslation("desk");
  const asked = useQuery(queries.cardModules(useHost()));
  return (
    <Card title={t("credential.module.title")}>
      <div className={styles.stack}>
        <p>{t("credential.module.lead")}</p>
        {asked.error ? (
          <HostProblem problem={asHostError(asked.error)} onRetry={() => void asked.refetch()} />
        ) : null}
        {asked.isPending ? <Loading sentence={t("credential.module.loading")} lines={2} /> : null}
        {asked.data ? <Choice modules={asked.data} /> : null}
      </div>
    </Card>
  );
}

function Choice({ modules }: { modules: CardModulesView }) {
  const { t } = useTranslation(["desk", "common"]);
  const { found, chosen } = modules;
  // The desk says what has changed: nothing is guessed here.
  const choose = useAct((host, file: string | null) => host.chooseCardModule(file));
  const pick = useAct((host, _: undefined) => host.pickCardModule());
  const busy = choose.isPending || pick.isPending;
  const problem = choose.error ?? pick.error;
  const choices: CardChoice[] = [
    { value: none, title: t("desk:credential.module.none"), detail: t("desk:credential.module.noneDetail") },
    ...found.map(({ name, file }) => ({ value: file, title: name, detail: file })),
  ];
  if (chosen && found.every(({ file }) => file !== chosen.file)) {
    choices.push({ value: chosen.file, title: t("desk:credential.module.chosen"), detail: chosen.file });
  }
  return (
    <>
      <ChoiceCards
        legend={t("desk:credential.module.which")}
        name="cardModule"
        choices={choices.map((choice) => ({ ...choice, disabled: busy }))}
        value={chosen?.file ?? none}
        onChange={(file) => {
          pick.reset();
          choose.mutate(file === none ? null : file);
        }}
      />
      <div>
        <Button
          icon={<FolderOpen size={16} aria-hidden="true" />}
          busy={pick.isPending}
          disabled={busy}
          onClick={() => {
            choose.reset();
            pick.mutate(undefined);
          }}
        >
          {t("desk:credential.module.another")}
        </Button>
      </div>
      <p className={styles.quiet}>{t("desk:credential.module.trust")}</p>
      {choose.isPending ? <Working sentence={t("desk:credential.module.working")} /> : null}
      {chosen?.state === "asking" && !busy ? (
        <p role="status" className={styles.quiet}>
          {t("desk:credential.module.asking")}
        </p>
      ) : null}
      {chosen?.state === "fails" && !busy ? (
        <Notice
          tone="warning"
          actions={
            <Button small onClick={() => choose.mutate(chosen.file)}>
              {t("common:tryAgain")}
            </Button>
          }
        >
          {t("desk:credential.module.fails")}
        </Notice>
      ) : null}
      {problem ? <HostProblem problem={problem} /> : null}
    </>
  );
}
