import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Notice } from "@/components/notice";
import { Unanswered } from "@/components/unanswered";
import { ChoiceCards } from "@/forms/choice-cards";
import { Group } from "@/forms/group";
import { SelectField } from "@/forms/select-field";
import { TextField } from "@/forms/text-field";
import type { DraftDoor } from "@/forms/use-draft";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { CustomerType } from "@/host/types";
import styles from "../wizard.module.css";

/** Step 6: values fixed or editable as the catalogue row says for the method. */
export function ConfigurationStep({ draft, attempted }: { draft: DraftDoor; attempted: boolean }) {
  const { t } = useTranslation(["registration", "words", "common"]);
  const reference = useQuery(queries.reference(useHost()));
  const method = draft.form.watch("method");
  const item = reference.data?.catalogue.find((each) => each.id === draft.form.watch("item"));
  const customerType = draft.form.watch("configuration.customerType");
  const rule = item?.methods.find((each) => each.method === method);
  const validities = rule
    ? [...new Set([rule.validityMonths, ...rule.validityChoices])].sort((a, b) => b - a)
    : [];
  const missing = attempted && customerType === null;
  if (!reference.data) return <Unanswered query={reference} sentence={t("registration:catalogueLoading")} />;
  if (!item || !rule) return <Notice tone="info">{t("registration:configuration.chooseProduct")}</Notice>;
  return (
    <div className={styles.stack}>
      <ChoiceCards
        legend={t("registration:field.configuration_customerType")}
        name="configuration.customerType"
        sideBySide
        value={customerType}
        onChange={(value) =>
          draft.put("configuration", {
            ...draft.form.getValues("configuration"),
            customerType: value as CustomerType,
          })
        }
        choices={item.customerTypes.map((kind) => ({ value: kind, title: t(`words:customerType.${kind}`) }))}
      />
      {missing ? <Notice tone="danger">{t("registration:configuration.customerTypeMissing")}</Notice> : null}
      {validities.length > 1 ? (
        <SelectField
          name="configuration.validityMonths"
          label={t("registration:field.configuration_validityMonths")}
          width="m"
          numeric
          empty={t("registration:configuration.asProposed", {
            months: t("common:months", { count: rule.validityMonths }),
          })}
          choices={validities
            .filter((months) => months !== rule.validityMonths)
            .map((months) => ({ value: String(months), label: t("common:months", { count: months }) }))}
        />
      ) : (
        <div className={styles.fixed}>
          <p>{t("registration:field.configuration_validityMonths")}</p>
          <p>
            {t("common:months", { count: rule.validityMonths })} · {t("registration:configuration.fixed")}
          </p>
        </div>
      )}
      {item.role === "none" ? null : (
        <Group
          title={t("registration:configuration.role")}
          help={
            item.role === "required"
              ? t("registration:configuration.roleRequired")
              : t("registration:configuration.roleAllowed")
          }
        >
          <div className={styles.grid}>
            <TextField
              name="configuration.title"
              label={t("registration:field.configuration_title")}
              width="full"
              optional={item.role === "allowed"}
            />
            <TextField
              name="configuration.organisation"
              label={t("registration:field.configuration_organisation")}
              width="full"
              optional={item.role === "allowed"}
            />
            <TextField
              name="configuration.organisationIdentifier"
              label={t("registration:field.configuration_organisationIdentifier")}
              help={t("registration:configuration.identifierHelp")}
              width="full"
              upper
              code
              optional={item.role === "allowed"}
            />
          </div>
        </Group>
      )}
      <Group title={t("registration:configuration.references")}>
        <div className={styles.grid}>
          <TextField
            name="configuration.lookupCode"
            label={t("registration:field.configuration_lookupCode")}
            help={t("registration:configuration.lookupHelp")}
            width="full"
            optional
            maxLength={40}
          />
          <TextField
            name="configuration.nickname"
            label={t("registration:field.configuration_nickname")}
            help={t("registration:configuration.nicknameHelp")}
            width="full"
            optional
            maxLength={40}
          />
        </div>
      </Group>
    </div>
  );
}
