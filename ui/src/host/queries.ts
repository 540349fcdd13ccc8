import {
  infiniteQueryOptions,
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
  type UseMutationOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect } from "react";
import { useHost } from "./context";
import { asHostError, type HostError } from "./errors";
import type { Host, PaperLanguage } from "./host";
import { inTurn } from "./turns";
import type { DataTag, ProductFilter, TokenFilter } from "./types";

const pageSize = 50;

/**
 * Every query's key begins with its tag; `DataChanged { tags }` makes exactly those stale. Nothing is refetched
 * because a window got the focus or a mutation guessed.
 */
export function newQueryClient(): QueryClient {
  /** Whoever hears first that the session has ended has the login asked where it stands. */
  const onError = (error: Error) => {
    if (asHostError(error).code === "sessionEnded") void client.invalidateQueries({ queryKey: ["session"] });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        networkMode: "always",
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
  return client;
}

export const queries = {
  session: (host: Host) => queryOptions({ queryKey: ["session"], queryFn: () => host.sessionState() }),
  about: (host: Host) => queryOptions({ queryKey: ["about"], queryFn: () => host.about() }),
  reference: (host: Host) => queryOptions({ queryKey: ["reference"], queryFn: () => host.reference() }),
  countries: (host: Host) =>
    queryOptions({ queryKey: ["reference", "countries"], queryFn: () => host.countries() }),
  drafts: (host: Host) => queryOptions({ queryKey: ["drafts"], queryFn: () => host.listDrafts() }),
  draft: (host: Host, id: string) =>
    queryOptions({
      queryKey: ["draft", id],
      queryFn: () => inTurn(host, id, () => host.openDraft(id)),
      gcTime: 0,
      staleTime: 0,
    }),
  evidence: (host: Host, id: string) =>
    queryOptions({ queryKey: ["evidence", id], queryFn: () => host.evidence(id), gcTime: 60_000 }),
  cropSource: (host: Host, draft: string, id: string) =>
    queryOptions({ queryKey: ["crop", draft, id], queryFn: () => host.cropSource(draft, id), gcTime: 0 }),
  cropSourceImage: (host: Host, draft: string, id: string) =>
    queryOptions({
      queryKey: ["crop", draft, id, "image"],
      queryFn: () => host.cropSourceImage(draft, id),
      gcTime: 0,
    }),
  products: (host: Host, filter: ProductFilter) =>
    infiniteQueryOptions({
      queryKey: ["orders", "list", filter],
      queryFn: ({ pageParam }) => host.searchProducts({ filter, after: pageParam, limit: pageSize }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next,
      // What others do at the centre is not told to this desk: a list is asked for anew each time it is opened.
      staleTime: 0,
    }),
  counts: (host: Host) =>
    queryOptions({
      queryKey: ["orders", "counts"],
      queryFn: () => host.statusCounts(),
      refetchInterval: 60_000,
    }),
  // A case is never shown as it was: its buttons follow from its state.
  order: (host: Host, request: string) =>
    queryOptions({
      queryKey: ["orders", "order", request],
      queryFn: () => host.orderDetail(request),
      staleTime: 0,
      gcTime: 0,
    }),
  product: (host: Host, product: string) =>
    queryOptions({
      queryKey: ["orders", "product", product],
      queryFn: () => host.productDetail(product),
      staleTime: 0,
      gcTime: 0,
    }),
  // Told stale where this desk prepares or signs one; what others do at the centre is asked for when the list is opened.
  reports: (host: Host) =>
    queryOptions({ queryKey: ["reportsToSign"], queryFn: () => host.reportsToSign(), staleTime: 30_000 }),
  requestForm: (host: Host, request: string, language: PaperLanguage) =>
    queryOptions({
      queryKey: ["paper", "form", request, language],
      queryFn: () => host.requestForm(request, language),
      gcTime: 0,
      staleTime: 0,
    }),
  blankForm: (host: Host, item: string, language: PaperLanguage) =>
    queryOptions({
      queryKey: ["paper", "blank", item, language],
      queryFn: () => host.blankForm(item, language),
      gcTime: 0,
      staleTime: 0,
    }),
  openedEvidence: (host: Host, request: string, evidence: string) =>
    queryOptions({
      queryKey: ["paper", "evidence", request, evidence],
      queryFn: () => host.openEvidence(request, evidence),
      gcTime: 0,
      staleTime: 0,
    }),
  paperPage: (host: Host, paper: string, page: number, width: number) =>
    queryOptions({
      queryKey: ["paper", paper, page, width],
      queryFn: () => host.paperPage(paper, page, width),
      gcTime: 0,
    }),
  certificatePreview: (host: Host, product: string) =>
    queryOptions({
      queryKey: ["preview", product],
      queryFn: () => host.certificatePreview(product),
      staleTime: 0,
      gcTime: 0,
    }),
  deviceEnrolment: (host: Host, product: string) =>
    queryOptions({
      queryKey: ["deviceEnrolment", product],
      queryFn: () => host.deviceEnrolment(product),
      staleTime: 0,
      gcTime: 0,
      // That the centre answers again is told by nobody.
      refetchInterval: 10_000,
    }),
  cardContents: (host: Host, reader: string, insertion: number) =>
    queryOptions({
      queryKey: ["cardContents", reader, insertion],
      queryFn: () => host.cardContents(reader, insertion),
      gcTime: 0,
    }),
  // Nobody is asked for it but this PC: anew each time it is shown, and whenever something happened to a card.
  cardDiagnostics: (host: Host) =>
    queryOptions({
      queryKey: ["cardDiagnostics"],
      queryFn: () => host.cardDiagnostics(),
      staleTime: 0,
      gcTime: 0,
    }),
  credential: (host: Host) =>
    queryOptions({ queryKey: ["credential"], queryFn: () => host.officerCredential() }),
  cardModules: (host: Host) =>
    queryOptions({ queryKey: ["modules"], queryFn: () => host.cardModules(), staleTime: 0 }),
  status: (host: Host) =>
    queryOptions({ queryKey: ["status"], queryFn: () => host.deskStatus(), refetchInterval: 10_000 }),
  queue: (host: Host) => queryOptions({ queryKey: ["queue"], queryFn: () => host.queue() }),
  queueOfOthers: (host: Host) =>
    queryOptions({ queryKey: ["queue", "others"], queryFn: () => host.queueOfOthers() }),
  // What others receive and hand out is not told to this desk: asked for anew each time it is shown.
  tokenStock: (host: Host) =>
    queryOptions({ queryKey: ["stock", "units"], queryFn: () => host.tokenStock(), staleTime: 0 }),
  tokens: (host: Host, filter: TokenFilter) =>
    infiniteQueryOptions({
      queryKey: ["stock", "list", filter],
      queryFn: ({ pageParam }) => host.searchTokens({ filter, after: pageParam, limit: pageSize }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next,
      staleTime: 0,
    }),
  token: (host: Host, token: string) =>
    queryOptions({
      queryKey: ["stock", "token", token],
      queryFn: () => host.tokenDetail(token),
      staleTime: 0,
      gcTime: 0,
    }),
  formatDevices: (host: Host, serial: string) =>
    queryOptions({
      queryKey: ["formatDevices", serial],
      queryFn: () => host.formatDevices(serial),
      staleTime: 0,
      gcTime: 0,
    }),
  serialChecks: (host: Host, serials: string[]) =>
    queryOptions({
      queryKey: ["stock", "check", serials],
      // With the list it is about: what is known of the beginning of a longer one holds there too.
      queryFn: async () => ({ serials, refused: (await host.checkSerials(serials)).refused }),
      // While the next one is added, what is known of the others stays.
      placeholderData: keepPreviousData,
      gcTime: 0,
    }),
  stockCounts: (host: Host) =>
    queryOptions({ queryKey: ["stock", "counts"], queryFn: () => host.stockCounts(), staleTime: 0 }),
  mailbox: (host: Host) =>
    queryOptions({
      queryKey: ["mailbox"],
      queryFn: () => host.trainingMessages(),
      staleTime: 0,
      refetchInterval: 5_000,
    }),
  confirmed: (host: Host, request: string) =>
    queryOptions({ queryKey: ["orders", "confirmed", request], queryFn: () => host.confirmed(request) }),
};

/** What is shown of a thing besides its own queries: readers and cards are the status's to tell. */
const alsoStale: Record<DataTag, DataTag[]> = {
  status: ["deviceEnrolment", "formatDevices", "cardDiagnostics"],
  credential: ["deviceEnrolment", "formatDevices"],
};

/** Keeps the cache true to what the desk says. Mounted once. */
export function useHostEvents(): void {
  const host = useHost();
  const client = useQueryClient();
  useEffect(() => {
    return host.onDataChanged((tags: DataTag[]) => {
      const stale = new Set(tags.flatMap((tag) => [tag, ...(alsoStale[tag] ?? [])]));
      for (const tag of stale) void client.invalidateQueries({ queryKey: [tag] });
    });
  }, [host, client]);
}

/** An act on the host. Its error is always a `HostError`. */
export function useAct<Input, Output>(
  act: (host: Host, input: Input) => Promise<Output>,
  options?: Pick<UseMutationOptions<Output, HostError, Input>, "onSuccess" | "onError">,
) {
  const host = useHost();
  return useMutation<Output, HostError, Input>({
    mutationFn: async (input) => {
      try {
        return await act(host, input);
      } catch (thrown) {
        throw asHostError(thrown);
      }
    },
    ...options,
  });
}
