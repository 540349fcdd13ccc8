import { useTranslation } from "react-i18next";
import { CountryField } from "@/forms/country-field";
import { DateField } from "@/forms/date-field";
import { Group } from "@/forms/group";
import { PlaceField } from "@/forms/place-field";
import { SelectField } from "@/forms/select-field";
import { TextField } from "@/forms/text-field";
import type { DraftDoor } from "@/forms/use-draft";
import { CrossCheck } from "../cross-check";
import styles from "../wizard.module.css";

/** Step 4: what was read is checked and corrected; what was not is typed. */
export function DataStep({ draft }: { draft: DraftDoor }) {
  const { t } = useTranslation(["registration", "words"]);
  const method = draft.form.watch("method");
  const label = (field: string) => t(`registration:field.${field}` as "registration:field.person_surname");
  const withDocument = method !== "signId" && method !== "spid";
  return (
    <div className={styles.stack}>
      <CrossCheck draft={draft} />
      {withDocument ? (
        <Group title={t("registration:data.document")}>
          <div className={styles.grid}>
            <TextField
              name="document.number"
              label={label("document_number")}
              width="full"
              upper
              code
              maxLength={20}
            />
            <TextField name="document.authority" label={label("document_authority")} width="full" />
            <DateField name="document.issuedOn" label={label("document_issuedOn")} width="full" />
            <DateField name="document.expiresOn" label={label("document_expiresOn")} width="full" />
          </div>
        </Group>
      ) : null}
      <PersonFields draft={draft} />
      <ResidenceFields draft={draft} />
      <ContactFields draft={draft} />
    </div>
  );
}

function PersonFields({ draft }: { draft: DraftDoor }) {
  const { t } = useTranslation(["registration", "words"]);
  const { form } = draft;
  const label = (field: string) => t(`registration:field.${field}` as "registration:field.person_surname");
  const birthCountry = form.watch("person.birthCountry");
  const bornOn = form.watch("person.bornOn");
  const setPlace = (code: string, province: string) => {
    form.setValue("person.birthPlaceCode", code);
    form.setValue("person.birthProvince", province);
    // Through the same road as a key, so that it is saved.
    draft.put("person", form.getValues("person"));
  };
  return (
    <Group title={t("registration:data.person")}>
      <div className={styles.grid}>
        <TextField name="person.surname" label={label("person_surname")} width="full" maxLength={64} />
        <TextField name="person.givenNames" label={label("person_givenNames")} width="full" maxLength={64} />
        <SelectField
          name="person.sex"
          label={label("person_sex")}
          width="full"
          empty=""
          choices={[
            { value: "female", label: t("words:sex.female") },
            { value: "male", label: t("words:sex.male") },
          ]}
        />
        <DateField name="person.bornOn" label={label("person_bornOn")} width="full" />
        <CountryField
          name="person.birthCountry"
          label={label("person_birthCountry")}
          width="full"
          onCountry={(country) => {
            if (country.code === "IT") return;
            // A birth abroad has the country's code and no province.
            setPlace(country.placeCode ?? "", "");
          }}
        />
        {birthCountry === "IT" ? (
          <PlaceField
            name="person.birthPlace"
            label={label("person_birthPlace")}
            width="full"
            on={/^\d{4}-\d{2}-\d{2}$/.test(bornOn) ? bornOn : null}
            onPlace={(place) => setPlace(place.code, place.province)}
            onTyped={() => setPlace("", "")}
          />
        ) : (
          <TextField name="person.birthPlace" label={label("person_birthPlace")} width="full" />
        )}
        <CountryField name="person.citizenship" label={label("person_citizenship")} width="full" />
        <TextField
          name="person.taxCode"
          label={label("person_taxCode")}
          width="full"
          upper
          code
          maxLength={16}
        />
      </div>
    </Group>
  );
}

function ResidenceFields({ draft }: { draft: DraftDoor }) {
  const { t } = useTranslation("registration");
  const { form } = draft;
  const label = (field: string) => t(`field.${field}` as "field.person_surname");
  const country = form.watch("residence.country");
  return (
    <Group title={t("data.residence")}>
      <div className={styles.grid}>
        <CountryField name="residence.country" label={label("residence_country")} width="full" />
        <TextField name="residence.street" label={label("residence_street")} width="full" />
        {country === "IT" ? (
          <PlaceField
            name="residence.town"
            label={label("residence_town")}
            width="full"
            on={null}
            onPlace={(place) => {
              form.setValue("residence.province", place.province);
              draft.put("residence", form.getValues("residence"));
            }}
            onTyped={() => {}}
          />
        ) : (
          <TextField name="residence.town" label={label("residence_town")} width="full" />
        )}
        <div className={styles.two}>
          <TextField
            name="residence.postcode"
            label={label("residence_postcode")}
            width="full"
            inputMode={country === "IT" ? "numeric" : "text"}
            maxLength={12}
          />
          <TextField
            name="residence.province"
            label={label("residence_province")}
            width="full"
            optional
            upper
            maxLength={40}
          />
        </div>
      </div>
    </Group>
  );
}

function ContactFields({ draft }: { draft: DraftDoor }) {
  const { t } = useTranslation("registration");
  const email = draft.form.watch("contacts.email");
  return (
    <Group title={t("data.contacts")} help={t("data.contactsHelp")}>
      <div className={styles.grid}>
        <TextField
          name="contacts.email"
          label={t("field.contacts_email")}
          width="full"
          type="email"
          inputMode="email"
        />
        <TextField
          name="contacts.mobile"
          label={t("field.contacts_mobile")}
          width="full"
          type="tel"
          inputMode="tel"
        />
        <TextField
          name="contacts.identity"
          label={t("field.contacts_identity")}
          help={t("data.identityHelp")}
          width="full"
          optional
          placeholder={email}
        />
      </div>
    </Group>
  );
}
