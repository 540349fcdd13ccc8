import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";

/** Where one goes from an issued product: to its page, or to the next one. */
export function DoneActions({ onProduct }: { onProduct: () => void }) {
  const { t } = useTranslation("issuance");
  const navigate = useNavigate();
  return (
    <>
      <Button look="primary" onClick={onProduct}>
        {t("done.toProduct")}
      </Button>
      <Button onClick={() => void navigate({ to: "/search/$section", params: { section: "toBeIssued" } })}>
        {t("done.next")}
      </Button>
    </>
  );
}
