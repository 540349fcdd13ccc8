import { useQuery } from "@tanstack/react-query";
import { PackageSearch } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { Unanswered } from "@/components/unanswered";
import { ChoiceCards } from "@/forms/choice-cards";
import type { DraftDoor } from "@/forms/use-draft";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import { useFormat } from "@/i18n/format";

/** Step 5: what is offered with the chosen method. */
export function CertificateStep({ draft }: { draft: DraftDoor }) {
  const { t } = useTranslation(["registration", "words", "common"]);
  const { language } = useFormat();
  const reference = useQuery(queries.reference(useHost()));
  const method = draft.form.watch("method");
  const chosen = draft.form.watch("item");
  if (!reference.data) return <Unanswered query={reference} sentence={t("registration:catalogueLoading")} />;
  const offered = reference.data.catalogue.filter((item) =>
    item.methods.some((rule) => rule.method === method),
  );
  if (offered.length === 0) {
    return (
      <Empty icon={<PackageSearch size={20} aria-hidden="true" />}>
        {t("registration:certificate.none")}
      </Empty>
    );
  }
  return (
    <ChoiceCards
      legend={t("registration:field.item")}
      hideLegend
      name="item"
      value={chosen}
      onChange={(value) => {
        const { configuration } = draft.form.getValues();
        draft.form.setValue("configuration.validityMonths", null);
        // A product for one type of customer leaves nothing to choose.
        const types = offered.find((item) => item.id === value)?.customerTypes ?? [];
        const [only] = types;
        if (types.length === 1 && only) draft.form.setValue("configuration.customerType", only);
        else if (configuration.customerType && !types.includes(configuration.customerType)) {
          draft.form.setValue("configuration.customerType", null);
        }
        draft.put("item", value);
      }}
      choices={offered.map((item) => {
        const rule = item.methods.find((each) => each.method === method);
        return {
          value: item.id,
          title: item.name[language],
          detail: `${item.description[language]} ${t(`words:carrier.${item.carrier}`)} · ${item.certificates
            .map((kind) => t(`words:certificate.${kind}`))
            .join(", ")} · ${t("common:months", { count: rule?.validityMonths ?? 0 })}`,
        };
      })}
    />
  );
}
