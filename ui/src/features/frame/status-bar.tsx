import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Camera, CircleX, Clock, type LucideIcon, Nfc, RefreshCw, Wifi, WifiOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
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

/** The own card first, where it is in; what is in every reader stands in the explanation. */
function Readers({ status }: { status: DeskStatus }) {
  const { t } = useTranslation(["frame", "cards"]);
  const words = useCardWords();
  const silent = status.readersFault === "noAnswer";
  const mine = status.readers.some((reader) => reader.card?.role === "mine");
  const told = silent
    ? t("frame:status.readersSilent")
    : mine
      ? t("cards:role.mine")
      : status.readers.length > 0
        ? t("frame:status.readers", { count: status.readers.length })
        : t("frame:status.noReader");
  return (
    <Slot icon={Nfc} words={told} title={t("frame:status.readersTitle")} mood={silent ? "look" : "calm"}>
      {status.readers.map((reader) => (
        <p key={reader.name}>
          {reader.training ? `${reader.name} (${t("cards:trainingReader")})` : reader.name}:{" "}
          {reader.card?.role ? `${t(`cards:role.${reader.card.role}`)} · ${words(reader)}` : words(reader)}
        </p>
      ))}
      {status.readersFault ? (
        <p>{silent ? t("frame:status.readersSilentDetail") : t("frame:status.readersFault")}</p>
      ) : null}
      {status.readers.length === 0 && !status.readersFault ? <p>{t("frame:status.noReaderDetail")}</p> : null}
      <PopoverClose asChild>
        <Link to="/credential">{t("frame:nav.credential")}</Link>
      </PopoverClose>
    </Slot>
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
  return JSON.stringify(status, (key, value) => (key === "certificate" ? undefined : value), 2);
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
