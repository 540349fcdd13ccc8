import { useQuery } from "@tanstack/react-query";
import { FileSignature, IdCard, Smartphone, UserCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Unanswered } from "@/components/unanswered";
import { ChoiceCards } from "@/forms/choice-cards";
import type { DraftDoor } from "@/forms/use-draft";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { RecognitionMethod } from "@/host/types";

const icons = { offline: UserCheck, liveId: Smartphone, signId: FileSignature, spid: IdCard } as const;

/** Step 1: how the person is recognised; only what the account may use. */
export function MethodStep({ draft }: { draft: DraftDoor }) {
  const { t } = useTranslation(["registration", "words"]);
  const reference = useQuery(queries.reference(useHost()));
  const chosen = draft.form.watch("method");
  if (!reference.data) return <Unanswered query={reference} sentence={t("registration:catalogueLoading")} />;
  return (
    <ChoiceCards
      legend={t("registration:field.method")}
      hideLegend
      name="method"
      value={chosen}
      onChange={(value) => draft.put("method", value as RecognitionMethod)}
      choices={reference.data.methods.map((method) => {
        const Icon = icons[method];
        return {
          value: method,
          title: t(`words:method.${method}`),
          detail: t(`words:methodDetail.${method}`),
          icon: <Icon size={20} aria-hidden="true" />,
        };
      })}
    />
  );
}
