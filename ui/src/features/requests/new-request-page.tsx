import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowRight, CreditCard, FileBadge, Info, PackageSearch, Smartphone, Usb } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { Button, IconButton } from "@/components/button";
import { Empty } from "@/components/empty";
import { BlankFormPreview } from "@/components/form-preview";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { Popover } from "@/components/popover";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries, useAct } from "@/host/queries";
import type { CatalogueItem, DraftRow, RecognitionMethod } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./new-request.module.css";

const carrierIcons = { remote: Smartphone, smartCard: CreditCard, usbToken: Usb } as const;

/** The catalogue, in the order of its macro-categories. */
function byCategory(items: CatalogueItem[], language: "en" | "it"): [string, CatalogueItem[]][] {
  const groups = new Map<string, CatalogueItem[]>();
  for (const item of items) {
    const name = item.category[language];
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups];
}

export function NewRequestPage() {
  const { t } = useTranslation("requests");
  const { language, since } = useFormat();
  const host = useHost();
  const navigate = useNavigate();
  const reference = useQuery(queries.reference(host));
  const drafts = useQuery(queries.drafts(host)).data ?? [];
  const start = useAct(
    async (door, item: string) => {
      // One method leaves nothing to choose.
      const methods = reference.data?.methods ?? [];
      const draft = await door.startDraft(methods.length === 1 ? (methods[0] ?? null) : null);
      return door.saveDraft({ id: draft.id, version: draft.version, content: { ...draft.content, item } });
    },
    {
      onSuccess: (draft) =>
        void navigate({ to: "/registration/$draft/$step", params: { draft: draft.id, step: "method" } }),
    },
  );
  const [blank, setBlank] = useState<string | null>(null);
  const lastOf = (item: string): DraftRow | undefined => drafts.find((draft) => draft.item === item);

  return (
    <Page name={t("new.title")} title={t("new.title")} lead={t("new.lead")}>
      {start.error ? <HostProblem problem={start.error} /> : null}
      {reference.error ? (
        <HostProblem problem={asHostError(reference.error)} onRetry={() => void reference.refetch()} />
      ) : null}
      {reference.isPending ? <Loading sentence={t("new.loading")} /> : null}
      {reference.data && reference.data.catalogue.length === 0 ? (
        <Empty icon={<PackageSearch size={20} aria-hidden="true" />}>{t("new.empty")}</Empty>
      ) : null}
      {byCategory(reference.data?.catalogue ?? [], language).map(([category, items]) => (
        <section key={category} className={styles.category} aria-label={category}>
          <h2>{category}</h2>
          <div className={styles.cards}>
            {items.map((item) => {
              const Icon = carrierIcons[item.carrier];
              const last = lastOf(item.id);
              return (
                <article key={item.id} className={styles.card} aria-label={item.name[language]}>
                  <header className={styles.cardHead}>
                    <span className={styles.cardIcon}>
                      <Icon size={20} aria-hidden="true" />
                    </span>
                    <h3>{item.name[language]}</h3>
                    <Popover
                      label={t("new.inside", { product: item.name[language] })}
                      trigger={
                        <IconButton
                          label={t("new.inside", { product: item.name[language] })}
                          icon={<Info size={18} aria-hidden="true" />}
                        />
                      }
                    >
                      <Inside item={item} methods={reference.data?.methods ?? []} />
                    </Popover>
                  </header>
                  <p className={styles.cardText}>{item.description[language]}</p>
                  {last ? (
                    <p className={styles.last}>
                      {t("new.lastToComplete")}{" "}
                      <Link to="/registration/$draft/$step" params={{ draft: last.id, step: "next" }}>
                        {last.name === "" ? t("drafts.unnamed") : last.name}
                      </Link>
                      <small>{since(last.savedAt, Date.now())}</small>
                    </p>
                  ) : null}
                  <footer className={styles.cardFoot}>
                    <Button
                      look="primary"
                      busy={start.isPending && start.variables === item.id}
                      aria-label={t("new.requestOf", { product: item.name[language] })}
                      onClick={() => start.mutate(item.id)}
                      icon={<ArrowRight size={16} aria-hidden="true" />}
                    >
                      {t("new.request")}
                    </Button>
                    <Button
                      look="quiet"
                      aria-label={t("new.blankFormOf", { product: item.name[language] })}
                      onClick={() => setBlank(item.id)}
                    >
                      {t("new.blankForm")}
                    </Button>
                  </footer>
                </article>
              );
            })}
          </div>
        </section>
      ))}
      <BlankFormPreview item={blank} onClose={() => setBlank(null)} />
    </Page>
  );
}

/** What a product contains, before it is asked for. */
function Inside({ item, methods }: { item: CatalogueItem; methods: RecognitionMethod[] }) {
  const { t } = useTranslation(["requests", "words", "common"]);
  const { language } = useFormat();
  const usable = item.methods.filter((rule) => methods.includes(rule.method));
  return (
    <div className={styles.inside}>
      <h2>{item.name[language]}</h2>
      <dl>
        <dt>{t("requests:new.carrier")}</dt>
        <dd>{t(`words:carrier.${item.carrier}`)}</dd>
        <dt>{t("requests:new.certificates")}</dt>
        <dd>
          {item.certificates.map((kind) => (
            <Badge key={kind} tone="neutral" icon={<FileBadge size={14} aria-hidden="true" />}>
              {t(`words:certificate.${kind}`)}
            </Badge>
          ))}
        </dd>
        <dt>{t("requests:new.methods")}</dt>
        <dd>
          {usable.length > 0
            ? usable.map((rule) => (
                <span key={rule.method} className={styles.line}>
                  {t(`words:method.${rule.method}`)}: {t("common:months", { count: rule.validityMonths })}
                </span>
              ))
            : t("requests:new.noMethod")}
        </dd>
        <dt>{t("requests:new.for")}</dt>
        <dd>{item.customerTypes.map((kind) => t(`words:customerType.${kind}`)).join(", ")}</dd>
        <dt>{t("requests:new.role")}</dt>
        <dd>{t(`words:role.${item.role}`)}</dd>
      </dl>
    </div>
  );
}
