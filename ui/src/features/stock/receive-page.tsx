import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PackagePlus } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { DonePanel } from "@/components/done-panel";
import { Empty } from "@/components/empty";
import { FileDrop } from "@/components/file-drop";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { useMay } from "@/components/use-may";
import { InnerForm } from "@/forms/inner-form";
import { SelectField } from "@/forms/select-field";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { longestSerialList } from "@/host/limits";
import { queries, useAct } from "@/host/queries";
import type { ReceivedTokens, SerialRefusal, TokenStock } from "@/host/types";
import { useDeviceTypeName } from "./device-type";
import { useOwnUnit } from "./own-unit";
import { ScanField } from "./scan-field";
import { SerialList } from "./serial-list";
import styles from "./stock.module.css";

/** A delivery: scanned, typed or from the supplier's list; what is refused is seen before it is sent. */
export function ReceivePage() {
  const { t } = useTranslation(["stock", "errors"]);
  const stock = useQuery(queries.tokenStock(useHost()));
  const manages = useMay()("manageTokenStock");
  const back = <Link to="/stock">{t("stock:receiving.back")}</Link>;
  return (
    <Page
      name={t("stock:receiving.title")}
      title={t("stock:receiving.title")}
      lead={t("stock:receiving.lead")}
      column
    >
      {stock.error ? (
        <HostProblem problem={asHostError(stock.error)} onRetry={() => void stock.refetch()} />
      ) : null}
      {stock.isPending ? <Loading sentence={t("stock:loading")} /> : null}
      {stock.data && !manages ? <Empty action={back}>{t("errors:codes.notAllowed")}</Empty> : null}
      {stock.data && manages && stock.data.deviceTypes.length === 0 ? (
        <Empty action={back}>{t("stock:receiving.noTypes")}</Empty>
      ) : null}
      {stock.data && manages && stock.data.deviceTypes.length > 0 ? <Delivery stock={stock.data} /> : null}
    </Page>
  );
}

interface Where {
  unit: string;
  deviceType: string;
}

function Delivery({ stock }: { stock: TokenStock }) {
  const { t } = useTranslation("stock");
  const typeName = useDeviceTypeName();
  const own = useOwnUnit(stock.units);
  const form = useForm<Where>({ defaultValues: { unit: own, deviceType: stock.deviceTypes[0]?.id ?? "" } });
  const [serials, setSerials] = useState<string[]>([]);
  const [tooMany, setTooMany] = useState(false);
  const checked = useChecked(serials);
  const receive = useAct((host, fitting: string[]) =>
    host.receiveTokens({ ...form.getValues(), serials: fitting }),
  );
  const readFile = useAct((host, file: { name: string; bytes: Uint8Array }) => host.readSerialList(file), {
    onSuccess: (found) => append(found),
  });
  const append = (more: string[]) => {
    setTooMany(serials.length + more.length > longestSerialList);
    setSerials([...serials, ...more].slice(0, longestSerialList));
  };
  const remove = (fits: (index: number) => boolean) => {
    setTooMany(false);
    setSerials(serials.filter((_, index) => fits(index)));
  };
  if (receive.data) {
    const unit = stock.units.find(({ unit }) => unit === form.getValues("unit"))?.name ?? "";
    const again = () => {
      receive.reset();
      setSerials([]);
    };
    return <Received received={receive.data} unit={unit} onAgain={again} />;
  }
  return (
    <div className={styles.stack}>
      <InnerForm form={form} onEnter={() => {}} className={styles.pair}>
        <SelectField
          name="unit"
          label={t("receiving.unit")}
          choices={stock.units.map(({ unit, name }) => ({ value: unit, label: name }))}
        />
        <SelectField
          name="deviceType"
          label={t("receiving.type")}
          choices={stock.deviceTypes.map((type) => ({ value: type.id, label: typeName(type) }))}
        />
      </InnerForm>
      <ScanField
        label={t("receiving.serial")}
        help={t("receiving.serialHelp")}
        onSerial={(serial) => append([serial])}
      />
      <FileDrop
        label={t("receiving.file")}
        help={t("receiving.fileHelp")}
        accept=".csv,.txt,text/csv,text/plain"
        busy={readFile.isPending}
        onFile={(file) => readFile.mutate(file)}
      />
      {readFile.error ? <HostProblem problem={readFile.error} /> : null}
      {tooMany ? (
        <Notice tone="warning" alert>
          {t("receiving.tooMany", { most: longestSerialList })}
        </Notice>
      ) : null}
      <Entered serials={serials} checked={checked} onKeep={remove} />
      {receive.error ? <HostProblem problem={receive.error} /> : null}
      <div className={styles.summary}>
        <Link to="/stock">{t("receiving.back")}</Link>
        <Button
          look="primary"
          icon={<PackagePlus size={16} aria-hidden="true" />}
          disabled={!checked.isKnown || checked.fitting.length === 0}
          busy={receive.isPending}
          onClick={() => receive.mutate(checked.fitting)}
        >
          {checked.fitting.length > 0
            ? t("receiving.submit", { count: checked.fitting.length })
            : t("receiving.submitNone")}
        </Button>
      </div>
    </div>
  );
}

/** What the centre says of each line: undefined while it is asked. */
function useChecked(serials: string[]) {
  const host = useHost();
  const check = useQuery({ ...queries.serialChecks(host, serials), enabled: serials.length > 0 });
  const said = serials.map((serial, index): SerialRefusal | null | undefined =>
    check.data?.serials[index] === serial ? check.data.refused[index] : undefined,
  );
  return {
    said,
    fitting: serials.filter((_, index) => said[index] === null),
    isKnown: serials.length > 0 && !check.isFetching && said.every((one) => one !== undefined),
    problem: check.error ? asHostError(check.error) : null,
    retry: () => void check.refetch(),
  };
}

interface EnteredProps {
  serials: string[];
  checked: ReturnType<typeof useChecked>;
  onKeep: (fits: (index: number) => boolean) => void;
}

function Entered({ serials, checked, onKeep }: EnteredProps) {
  const { t } = useTranslation(["stock", "words"]);
  if (serials.length === 0) return <p className={styles.quiet}>{t("stock:receiving.none")}</p>;
  const refused = checked.said.filter(Boolean).length;
  const state = (said: SerialRefusal | null | undefined) => {
    if (said === undefined) return t("stock:receiving.checking");
    return said === null ? t("stock:receiving.fits") : t(`words:serialRefusal.${said}`);
  };
  return (
    <>
      {checked.problem ? <HostProblem problem={checked.problem} onRetry={checked.retry} /> : null}
      <SerialList
        label={t("stock:receiving.list")}
        lines={serials.map((serial, index) => ({
          serial,
          state: state(checked.said[index]),
          refused: Boolean(checked.said[index]),
        }))}
        removeLabel={(serial) => t("stock:receiving.remove", { serial })}
        onRemove={(gone) => onKeep((index) => index !== gone)}
      />
      <div className={styles.summary}>
        <span role="status">{t("stock:receiving.summary", { count: checked.fitting.length, refused })}</span>
        {refused > 0 ? (
          <Button small look="quiet" onClick={() => onKeep((index) => !checked.said[index])}>
            {t("stock:receiving.removeRefused")}
          </Button>
        ) : null}
      </div>
    </>
  );
}

interface ReceivedProps {
  received: ReceivedTokens;
  unit: string;
  onAgain: () => void;
}

function Received({ received, unit, onAgain }: ReceivedProps) {
  const { t } = useTranslation(["stock", "words"]);
  const title = t("stock:receiving.doneTitle", { count: received.received.length });
  return (
    <DonePanel
      title={title}
      actions={
        <>
          <Button onClick={onAgain}>{t("stock:receiving.again")}</Button>
          <Link to="/stock">{t("stock:receiving.back")}</Link>
        </>
      }
    >
      <h2>{title}</h2>
      <p>{t("stock:receiving.doneLead", { unit })}</p>
      {received.refused.length > 0 ? (
        <>
          <p>{t("stock:receiving.doneRefused")}</p>
          <ul>
            {received.refused.map(({ serial, why }) => (
              <li key={serial}>
                <span className="code">{serial}</span> · {t(`words:serialRefusal.${why}`)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </DonePanel>
  );
}
