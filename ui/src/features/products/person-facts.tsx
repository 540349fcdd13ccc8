import { useTranslation } from "react-i18next";
import { breakable } from "@/components/breakable";
import { type Fact, Facts } from "@/components/facts";
import type { Contacts, Person } from "@/host/types";
import { useFormat } from "@/i18n/format";

export function PersonFacts({ person, contacts }: { person: Person; contacts: Contacts }) {
  const { t } = useTranslation(["products", "words"]);
  const { day, country } = useFormat();
  const { birthPlace, residence } = person;
  const facts: Fact[] = [
    { label: t("products:fact.givenNames"), value: person.givenNames, copy: person.givenNames },
    { label: t("products:fact.surname"), value: person.surname, copy: person.surname },
    { label: t("products:fact.taxCode"), value: person.taxCode, copy: person.taxCode, code: true },
    { label: t("products:fact.sex"), value: t(`words:sex.${person.sex}`) },
    { label: t("products:fact.bornOn"), value: day(person.bornOn) },
    {
      label: t("products:fact.birthPlace"),
      value: `${birthPlace.place}${birthPlace.province ? ` (${birthPlace.province})` : ""}, ${country(birthPlace.country)}`,
    },
    { label: t("products:fact.citizenship"), value: country(person.citizenship) },
    {
      label: t("products:fact.residence"),
      value: `${residence.street}, ${residence.postcode} ${residence.town}${residence.province ? ` (${residence.province})` : ""}, ${country(residence.country)}`,
    },
    { label: t("products:fact.email"), value: breakable(contacts.email), copy: contacts.email },
    { label: t("products:fact.mobile"), value: contacts.mobile, copy: contacts.mobile },
    { label: t("products:fact.identity"), value: breakable(contacts.identity), copy: contacts.identity },
  ];
  return <Facts facts={facts} />;
}
