import { Search, UserPlus, UserSearch } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { breakable } from "@/components/breakable";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { HostProblem } from "@/components/host-problem";
import { Notice } from "@/components/notice";
import { ChoiceCards } from "@/forms/choice-cards";
import { DateField } from "@/forms/date-field";
import { readDay } from "@/forms/date-text";
import { InnerForm } from "@/forms/inner-form";
import { TextField } from "@/forms/text-field";
import type { DraftDoor } from "@/forms/use-draft";
import { useAct } from "@/host/queries";
import type { CarriedDocument, KnownPerson, PersonQuery } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "../wizard.module.css";

/** Step 2: found in the registry, or new. */
export function PersonStep({ draft }: { draft: DraftDoor }) {
  const { t } = useTranslation("registration");
  const choice = draft.form.watch("personChoice");
  const [searching, setSearching] = useState(choice?.kind === "found");
  const mode = searching ? "search" : choice?.kind === "new" ? "new" : null;
  const [carried, setCarried] = useState<CarriedDocument | null>(null);
  const anew = useAct((host) =>
    draft.act(
      (id) => host.newPerson(id),
      (view) => view,
    ),
  );
  const enterAnew = () => {
    setSearching(false);
    setCarried(null);
    anew.mutate(undefined);
  };
  return (
    <div className={styles.stack}>
      <ChoiceCards
        legend={t("field.personChoice")}
        hideLegend
        name="personChoice"
        sideBySide
        value={mode}
        onChange={(value) => {
          if (value === "new") return enterAnew();
          setSearching(true);
          draft.put("personChoice", null);
        }}
        choices={[
          {
            value: "new",
            title: t("person.new"),
            detail: t("person.newDetail"),
            icon: <UserPlus size={20} aria-hidden="true" />,
          },
          {
            value: "search",
            title: t("person.search"),
            detail: t("person.searchDetail"),
            icon: <UserSearch size={20} aria-hidden="true" />,
          },
        ]}
      />
      {anew.error ? <HostProblem problem={anew.error} onRetry={enterAnew} /> : null}
      {choice?.kind === "found" ? (
        <Notice tone="success" title={t("person.found")}>
          {draft.view.content.person.givenNames} {draft.view.content.person.surname} ·{" "}
          <span className="code">{draft.view.content.person.taxCode}</span>
        </Notice>
      ) : null}
      {choice?.kind === "found" && carried ? (
        <Notice
          tone={carried === "withImages" ? "info" : "warning"}
          alert
          title={t(`carried.${carried}.title`)}
        >
          {t(`carried.${carried}.lead`)}
        </Notice>
      ) : null}
      {searching ? <RegistrySearch draft={draft} onCarried={setCarried} onNew={enterAnew} /> : null}
    </div>
  );
}

type QueryValues = Record<keyof PersonQuery, string>;

const emptyQuery: QueryValues = {
  taxCode: "",
  surname: "",
  givenNames: "",
  bornOn: "",
  birthPlace: "",
  documentNumber: "",
  email: "",
  mobile: "",
};

function asQuery(values: QueryValues): PersonQuery {
  const filled = (text: string) => (text.trim() === "" ? null : text.trim());
  return {
    taxCode: filled(values.taxCode),
    surname: filled(values.surname),
    givenNames: filled(values.givenNames),
    bornOn: readDay(values.bornOn),
    birthPlace: filled(values.birthPlace),
    documentNumber: filled(values.documentNumber),
    email: filled(values.email),
    mobile: filled(values.mobile),
  };
}

interface RegistrySearchProps {
  draft: DraftDoor;
  onCarried: (document: CarriedDocument) => void;
  onNew: () => void;
}

function RegistrySearch({ draft, onCarried, onNew }: RegistrySearchProps) {
  const { t } = useTranslation(["registration", "common"]);
  const [byData, setByData] = useState(false);
  const [picked, setPicked] = useState<KnownPerson | null>(null);
  const form = useForm<QueryValues>({ defaultValues: emptyQuery });
  const find = useAct((host, query: PersonQuery) => host.findPerson(query), {
    onSuccess: (people) => setPicked(people.length === 1 ? (people[0] ?? null) : null),
  });
  const use = useAct(
    (host, known: KnownPerson) =>
      draft.act(
        (id) => host.carryOverPerson(id, known),
        (carried) => carried.draft,
      ),
    { onSuccess: (carried) => onCarried(carried.document) },
  );
  const submit = (values: QueryValues) => {
    const query = asQuery(values);
    const filled = Object.values({ ...query, taxCode: null }).filter((value) => value !== null).length;
    if (!byData && query.taxCode === null) form.setError("taxCode", { message: "required" });
    else if (byData && filled < 3) form.setError("surname", { message: "threeNeeded" });
    else find.mutate(byData ? { ...query, taxCode: null } : query);
  };
  const search = () => void form.handleSubmit(submit)();
  return (
    <section className={styles.box2} aria-label={t("registration:person.search")}>
      <InnerForm form={form} onEnter={search} className={styles.stack}>
        {byData ? (
          <div className={styles.grid}>
            <TextField name="surname" label={t("registration:field.person_surname")} width="full" optional />
            <TextField
              name="givenNames"
              label={t("registration:field.person_givenNames")}
              width="full"
              optional
            />
            <DateField name="bornOn" label={t("registration:field.person_bornOn")} width="full" optional />
            <TextField
              name="birthPlace"
              label={t("registration:field.person_birthPlace")}
              width="full"
              optional
            />
            <TextField
              name="documentNumber"
              label={t("registration:field.document_number")}
              width="full"
              optional
              upper
            />
            <TextField name="email" label={t("registration:field.contacts_email")} width="full" optional />
            <TextField name="mobile" label={t("registration:field.contacts_mobile")} width="full" optional />
          </div>
        ) : (
          <TextField
            name="taxCode"
            label={t("registration:field.person_taxCode")}
            upper
            code
            maxLength={16}
            width="m"
          />
        )}
        <div className={styles.inline}>
          <Button icon={<Search size={16} aria-hidden="true" />} busy={find.isPending} onClick={search}>
            {t("registration:person.find")}
          </Button>
          <Button
            look="quiet"
            onClick={() => {
              setByData(!byData);
              form.clearErrors();
            }}
          >
            {byData ? t("registration:person.byTaxCode") : t("registration:person.byData")}
          </Button>
        </div>
      </InnerForm>
      {find.error ? <HostProblem problem={find.error} onRetry={search} /> : null}
      {use.error ? <HostProblem problem={use.error} /> : null}
      {find.data && find.data.length === 0 ? (
        <Empty
          icon={<UserSearch size={20} aria-hidden="true" />}
          action={
            <Button icon={<UserPlus size={16} aria-hidden="true" />} onClick={onNew}>
              {t("registration:person.new")}
            </Button>
          }
        >
          {t("registration:person.nobody")}
        </Empty>
      ) : null}
      {find.data && find.data.length > 0 ? (
        <>
          <People people={find.data} picked={picked} onPick={setPicked} />
          <div className={styles.inline}>
            <Button
              look="primary"
              disabled={!picked}
              busy={use.isPending}
              onClick={() => {
                if (picked) use.mutate(picked);
              }}
            >
              {t("registration:person.use")}
            </Button>
          </div>
        </>
      ) : null}
    </section>
  );
}

interface PeopleProps {
  people: KnownPerson[];
  picked: KnownPerson | null;
  onPick: (person: KnownPerson) => void;
}

function People({ people, picked, onPick }: PeopleProps) {
  const { t } = useTranslation("registration");
  const { day } = useFormat();
  return (
    <div className={styles.tableScroll}>
      <table className={styles.people} aria-label={t("person.results")}>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t("person.pick")}</span>
            </th>
            <th scope="col">{t("person.name")}</th>
            <th scope="col">{t("field.person_taxCode")}</th>
            <th scope="col">{t("field.person_bornOn")}</th>
            <th scope="col">{t("field.contacts_email")}</th>
          </tr>
        </thead>
        <tbody>
          {people.map((known) => {
            const name = `${known.person.givenNames} ${known.person.surname}`;
            return (
              <tr key={known.id} onClick={() => onPick(known)}>
                <td>
                  <input
                    type="radio"
                    name="picked"
                    aria-label={t("person.pickOne", { name })}
                    checked={picked?.id === known.id}
                    onChange={() => onPick(known)}
                  />
                </td>
                <td>{name}</td>
                <td className="code">{known.person.taxCode}</td>
                <td>{day(known.person.bornOn)}</td>
                <td>{breakable(known.contacts.email)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
