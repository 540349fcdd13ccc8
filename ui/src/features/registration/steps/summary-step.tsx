import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileText } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { type Fact, Facts } from "@/components/facts";
import { FormPreview } from "@/components/form-preview";
import { useItemName } from "@/components/item-name";
import { Notice } from "@/components/notice";
import type { DraftDoor } from "@/forms/use-draft";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { Step } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { useFaultWords } from "../fault-words";
import { shownSteps } from "../step-list";
import styles from "../wizard.module.css";

/** Step 8: everything at a glance, what is missing first, then *Confirm*. */
export function SummaryStep({ draft }: { draft: DraftDoor }) {
  const { t } = useTranslation("registration");
  const [showsForm, setShowsForm] = useState(false);
  const open = shownSteps(draft.view.steps).filter(
    (step) => step.step !== "summary" && step.state !== "complete",
  );
  return (
    <div className={styles.stack}>
      {open.length > 0 ? (
        <Notice tone="warning" title={t("summary.open")}>
          <ul className={styles.openSteps}>
            {open.map((step) => (
              <li key={step.step}>
                <StepLink draft={draft.view.id} step={step.step}>
                  {t(`steps.${step.step}`)}
                </StepLink>
                : {t("steps.missing", { count: step.faults })}
              </li>
            ))}
          </ul>
        </Notice>
      ) : (
        <Notice
          tone="success"
          title={t("summary.complete")}
          actions={
            <Button small icon={<FileText size={16} aria-hidden="true" />} onClick={() => setShowsForm(true)}>
              {t("summary.showForm")}
            </Button>
          }
        >
          {t("summary.completeLead")}
        </Notice>
      )}
      <SummaryCards draft={draft} />
      <FormPreview request={draft.view.id} open={showsForm} onClose={() => setShowsForm(false)} />
    </div>
  );
}

function StepLink({ draft, step, children }: { draft: string; step: Step; children: ReactNode }) {
  return (
    <Link to="/registration/$draft/$step" params={{ draft, step }}>
      {children}
    </Link>
  );
}

function SummaryCards({ draft }: { draft: DraftDoor }) {
  const { t } = useTranslation(["registration", "words", "common"]);
  const { country, language } = useFormat();
  const { fieldLabel, shownValue } = useFaultWords();
  const itemName = useItemName();
  const reference = useQuery(queries.reference(useHost())).data;
  const { content } = draft.view;
  const { document, person, residence, contacts, configuration } = content;
  const line = (path: string, value: string, options: Partial<Fact> = {}): Fact => ({
    label: fieldLabel(path),
    value: value === "" ? null : shownValue(path, value),
    ...options,
  });
  const place = (code: string) => (code === "" ? "" : country(code));
  const edit = (step: Step) => (
    <StepLink draft={draft.view.id} step={step}>
      {t("registration:summary.edit")}
      <span className="visually-hidden"> {t(`registration:steps.${step}`)}</span>
    </StepLink>
  );
  const item = reference?.catalogue.find((each) => each.id === content.item);
  const proposed = item?.methods.find((rule) => rule.method === content.method)?.validityMonths;
  const months = configuration.validityMonths ?? proposed;
  const consents = (reference?.texts ?? []).map((text) => {
    const mark = content.consents.find((each) => each.text === text.id);
    return {
      label: text.title[language],
      value: mark ? (mark.given ? t("common:yes") : t("common:no")) : null,
    };
  });
  return (
    <>
      <Card title={t("registration:data.person")} aside={edit("data")}>
        <Facts
          facts={[
            line("person.givenNames", person.givenNames),
            line("person.surname", person.surname),
            line("person.taxCode", person.taxCode, { code: person.taxCode !== "" }),
            line("person.sex", person.sex ?? ""),
            line("person.bornOn", person.bornOn),
            line(
              "person.birthPlace",
              [person.birthPlace, person.birthProvince && `(${person.birthProvince})`]
                .filter(Boolean)
                .join(" "),
            ),
            line("person.citizenship", place(person.citizenship)),
            line(
              "residence.street",
              [residence.street, `${residence.postcode} ${residence.town}`.trim(), residence.province]
                .filter(Boolean)
                .join(", "),
            ),
            line("contacts.email", contacts.email),
            line("contacts.mobile", contacts.mobile),
            line("contacts.identity", contacts.identity || contacts.email),
          ]}
        />
      </Card>
      {shownSteps(draft.view.steps).some((step) => step.step === "document") ? (
        <Card title={t("registration:data.document")} aside={edit("document")}>
          <Facts
            facts={[
              line("document.kind", document.kind ? t(`words:documentKind.${document.kind}`) : ""),
              line("document.number", document.number, { code: document.number !== "" }),
              line("document.country", place(document.country)),
              line("document.issuedOn", document.issuedOn),
              line("document.expiresOn", document.expiresOn),
              line("document.authority", document.authority),
              {
                label: t("registration:document.images"),
                value: t("registration:summary.images", { count: document.images.length }),
              },
            ]}
          />
        </Card>
      ) : null}
      <Card title={t("registration:steps.certificate")} aside={edit("certificate")}>
        <Facts
          facts={[
            line("item", itemName(content.item) ?? ""),
            line("method", content.method ? t(`words:method.${content.method}`) : ""),
            line(
              "configuration.validityMonths",
              months === undefined ? "" : t("common:months", { count: months }),
            ),
            line(
              "configuration.customerType",
              configuration.customerType ? t(`words:customerType.${configuration.customerType}`) : "",
            ),
            ...(configuration.title
              ? [line("configuration.title", `${configuration.title}, ${configuration.organisation}`)]
              : []),
            line("configuration.lookupCode", configuration.lookupCode),
            line("configuration.nickname", configuration.nickname),
          ]}
        />
      </Card>
      <Card title={t("registration:steps.consents")} aside={edit("consents")}>
        <Facts facts={consents} />
      </Card>
    </>
  );
}
