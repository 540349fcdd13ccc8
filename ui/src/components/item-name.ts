import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import { useFormat } from "@/i18n/format";

/** The catalogue's name of an item, in the language of the window. */
export function useItemName(): (item: string | null) => string | null {
  const catalogue = useQuery(queries.reference(useHost())).data?.catalogue;
  const { language } = useFormat();
  return useCallback(
    (item) => catalogue?.find((each) => each.id === item)?.name[language] ?? null,
    [catalogue, language],
  );
}
