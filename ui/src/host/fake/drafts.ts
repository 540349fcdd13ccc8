import { type FakeCase, makeCase } from "../fake-cases";
import { checkContent } from "../fake-check";
import { emptyContent, newId } from "../fake-data";
import { knownPerson, takenBack, typedPerson, withKnownPerson } from "../fake-persons";
import { refusal } from "../fake-refusal";
import type {
  CarriedView,
  ConfirmedView,
  DraftRow,
  DraftView,
  KnownPerson,
  PersonQuery,
  RecognitionMethod,
  SaveDraft,
} from "../types";
import type { FakeDraft } from "./base";
import { FakeWorkplace } from "./workplace";

/** A request from its first field to its confirmation. */
export abstract class FakeDrafts extends FakeWorkplace {
  async startDraft(method: RecognitionMethod | null): Promise<DraftView> {
    return this.answer("startDraft", () => {
      const id = newId();
      const at = new Date().toISOString();
      this.drafts.set(id, {
        version: 1,
        content: { ...structuredClone(emptyContent), method },
        createdAt: at,
        savedAt: at,
        discarded: false,
      });
      this.changed("drafts");
      return this.draftView(id);
    });
  }

  async listDrafts(): Promise<DraftRow[]> {
    return this.answer("listDrafts", () =>
      [...this.drafts]
        .filter(([, draft]) => !draft.discarded)
        .sort(([, one], [, other]) => other.savedAt.localeCompare(one.savedAt))
        .map(([id, draft]) => {
          const { steps } = checkContent(draft.content);
          const needed = steps.filter((step) => step.state !== "notNeeded" && step.step !== "summary");
          return {
            id,
            name: `${draft.content.person.givenNames} ${draft.content.person.surname}`.trim(),
            operator: "Giulia Ferri",
            item: draft.content.item,
            createdAt: draft.createdAt,
            savedAt: draft.savedAt,
            visibility: "own" as const,
            stepsDone: needed.filter((step) => step.state === "complete").length,
            stepsNeeded: needed.length,
            status: "draft" as const,
          };
        }),
    );
  }

  async openDraft(draft: string): Promise<DraftView> {
    return this.answer("openDraft", () => this.draftView(draft));
  }

  async saveDraft({ id, version, content }: SaveDraft): Promise<DraftView> {
    return this.answer("saveDraft", () => {
      const kept = this.draft(id);
      if (kept.version !== version) throw refusal("outdated");
      kept.content = structuredClone(content);
      kept.version += 1;
      kept.savedAt = new Date().toISOString();
      this.changed("drafts");
      return this.draftView(id);
    });
  }

  async discardDraft(draft: string): Promise<void> {
    return this.answer("discardDraft", () => {
      this.draft(draft).discarded = true;
      this.changed("drafts");
    });
  }

  async restoreDraft(draft: string): Promise<DraftView> {
    return this.answer("restoreDraft", () => {
      this.draft(draft).discarded = false;
      this.changed("drafts");
      return this.draftView(draft);
    });
  }

  async editReturned(request: string): Promise<DraftView> {
    return this.answer("editReturned", () => {
      const { order } = this.byRequest(request);
      const at = new Date().toISOString();
      const content = withKnownPerson(structuredClone(emptyContent), knownPerson(this.byRequest(request)));
      this.drafts.set(request, {
        version: 1,
        content: { ...content, method: order.method, item: "item-remote" },
        createdAt: at,
        savedAt: at,
        discarded: false,
      });
      this.changed("drafts");
      return { ...this.draftView(request), status: "returned" as const, returnedBecause: order.reason };
    });
  }

  async findPerson(query: PersonQuery): Promise<KnownPerson[]> {
    return this.answer("findPerson", () => {
      const begins = (value: string, wanted: string | null) =>
        !wanted || value.toLowerCase().startsWith(wanted.trim().toLowerCase());
      return this.cases
        .filter(
          ({ product: { holder, contacts } }) =>
            begins(holder.taxCode, query.taxCode) &&
            begins(holder.surname, query.surname) &&
            begins(holder.givenNames, query.givenNames) &&
            begins(holder.birthPlace.place, query.birthPlace) &&
            begins(contacts.email, query.email) &&
            begins(contacts.mobile, query.mobile) &&
            (!query.bornOn || query.bornOn === holder.bornOn),
        )
        .map((each) => knownPerson(each));
    });
  }

  async carryOverPerson(draft: string, known: KnownPerson): Promise<CarriedView> {
    return this.answer("carryOverPerson", () => {
      const kept = this.draft(draft);
      const expired = known.document !== null && known.document.expiresOn < new Date().toISOString();
      const without = expired ? { ...known, document: null, images: [] } : known;
      kept.content = withKnownPerson(takenBack(kept.content), without);
      kept.version += 1;
      const document = expired
        ? "expired"
        : known.document === null
          ? "unknown"
          : (known.images ?? []).length > 0
            ? "withImages"
            : "withoutImages";
      return { draft: this.draftView(draft), document };
    });
  }

  async newPerson(draft: string): Promise<DraftView> {
    return this.answer("newPerson", () => {
      const kept = this.draft(draft);
      kept.content = { ...takenBack(kept.content), personChoice: { kind: "new" } };
      kept.version += 1;
      return this.draftView(draft);
    });
  }

  async confirmRequest(draft: string): Promise<ConfirmedView> {
    return this.answer("confirmRequest", () => {
      const kept = this.draft(draft);
      const { faults } = checkContent(kept.content);
      if (faults.some((fault) => !fault.accepted)) throw refusal("caseIncomplete");
      const offline = this.status.network === "offline";
      const made = makeCase({
        person: typedPerson(kept.content),
        status: "toIdentify",
        requestStatus: offline ? "waitingToSend" : "submitted",
        inputAt: new Date().toISOString(),
        number: 413 + this.drafts.size,
      });
      this.cases.unshift(made);
      this.drafts.delete(draft);
      if (offline) this.enqueue("submitRequest", made);
      this.changed("drafts", "orders", "queue");
      return this.confirmedView(made);
    });
  }

  async confirmed(request: string): Promise<ConfirmedView | null> {
    return this.answer("confirmed", () => {
      const made = this.cases.find((each) => each.order.request === request);
      return made ? this.confirmedView(made) : null;
    });
  }

  protected confirmedView({ order, product }: FakeCase): ConfirmedView {
    const waits = order.status === "waitingToSend";
    return {
      request: order.request,
      product: product.product,
      orderId: waits ? null : order.orderId,
      userId: waits ? null : product.userId,
      localCode: "PC07-0042",
      status: order.status,
      statesRole: product.role !== null,
    };
  }

  protected draft(id: string): FakeDraft {
    const found = this.drafts.get(id);
    if (!found) throw refusal("notFound");
    return found;
  }

  protected draftView(id: string): DraftView {
    const draft = this.draft(id);
    return {
      id,
      version: draft.version,
      content: draft.content,
      ...checkContent(draft.content),
      printToRead: draft.content.document.images
        .map((image) => image.id)
        .filter((image) => !draft.content.printRead?.includes(image)),
      createdAt: draft.createdAt,
      savedAt: draft.savedAt,
      returnedBecause: null,
      refused: null,
      status: "draft",
      localCode: null,
    };
  }
}
