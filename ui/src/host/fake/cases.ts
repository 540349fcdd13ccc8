import type { FakeCase } from "../fake-cases";
import { newId } from "../fake-data";
import { matches, productRow } from "../fake-persons";
import { refusal } from "../fake-refusal";
import { productActions, requestActions } from "../fake-rights";
import type { Ending, PaperLanguage } from "../host";
import type {
  OrderDetail,
  ProductDetail,
  ProductPage,
  ProductSearch,
  ProductStatus,
  RequestStatus,
  ShownTable,
  StatusCount,
} from "../types";
import { FakeImages } from "./images";

/** Orders and products: found, looked at, ended. */
export abstract class FakeCasework extends FakeImages {
  /** As if all documents in the registry had expired. */
  expireDocuments(): void {
    for (const { order } of this.cases) if (order.document) order.document.expiresOn = "2020-01-01";
  }

  /** As if a recognised request had been returned, corrected and confirmed again: its old form is still evidence. */
  correctReturned(): string {
    const found = this.cases.find(({ order }) => order.evidence.some((row) => row.kind === "signedForm"));
    if (!found) throw refusal("notFound");
    const { order, product } = found;
    for (const row of order.evidence) row.current = false;
    Object.assign(order, { status: "submitted", contractStatus: "toSignByHand", recognition: null });
    Object.assign(product, {
      status: "toIdentify",
      requestStatus: "submitted",
      contractStatus: "toSignByHand",
    });
    return order.request;
  }

  /** Gives the first case to be identified a certificate that states a role; gives its request. */
  giveRole(): string {
    const found = this.cases.find(({ product }) => product.status === "toIdentify");
    if (!found) throw refusal("notFound");
    const role = {
      title: "Procuratore",
      organisation: "Alpe Nova S.p.A.",
      organisationIdentifier: "VATIT-12345678903",
    };
    found.product.role = role;
    return found.order.request;
  }

  async searchProducts({ filter, after, limit }: ProductSearch): Promise<ProductPage> {
    return this.answer("searchProducts", () => {
      const rows = this.cases.filter((each) => matches(each, filter)).map(productRow);
      const from = after ? Number(after) : 0;
      return {
        rows: rows.slice(from, from + limit),
        next: rows.length > from + limit ? String(from + limit) : null,
      };
    });
  }

  async statusCounts(): Promise<StatusCount[]> {
    return this.answer("statusCounts", () => {
      const counts = new Map<ProductStatus, number>();
      for (const { product } of this.cases) counts.set(product.status, (counts.get(product.status) ?? 0) + 1);
      return [...counts].map(([status, count]) => ({ status, count }));
    });
  }

  async orderDetail(request: string): Promise<OrderDetail> {
    return this.answer("orderDetail", () => {
      const found = this.byRequest(request);
      const { product } = found;
      return {
        ...found.order,
        products: [
          {
            product: product.product,
            userId: product.userId,
            status: product.status,
            item: product.item,
            carrier: product.carrier,
            role: product.role,
          },
        ],
        actions: this.actions(found, requestActions),
      };
    });
  }

  async productDetail(product: string): Promise<ProductDetail> {
    return this.answer("productDetail", () => {
      const found = this.byProduct(product);
      const actions = this.actions(found, productActions).map((state) =>
        state.action === "resendEnvelope" && this.codesForgotten.has(product)
          ? { ...state, whyNot: state.whyNot ?? { kind: "codesForgotten" as const, days: 30 } }
          : state,
      );
      return { ...found.product, actions };
    });
  }

  async endRequest(ending: Ending, request: string, reason: string): Promise<OrderDetail> {
    return this.answer("endRequest", () => {
      if (reason.trim() === "") throw refusal("reasonMissing");
      const found = this.byRequest(request);
      const outcome: Record<Ending, [RequestStatus, ProductStatus]> = {
        return: ["returned", "toIdentify"],
        reject: ["rejected", "cancelled"],
        cancel: ["cancelled", "cancelled"],
      };
      this.move(found, ...outcome[ending], outcome[ending][0], reason);
      found.order.reason = reason;
      return { ...found.order, actions: this.actions(found, requestActions) };
    });
  }

  async endProduct(product: string, version: number, reason: string): Promise<ProductDetail> {
    return this.answer("endProduct", () => {
      this.needsCentre();
      const found = this.byProduct(product);
      if (found.product.version !== version) throw refusal("outdated");
      if (this.devices.begunFor(product)) throw refusal("notNow");
      this.end(found, reason);
      return { ...found.product, actions: this.actions(found, productActions) };
    });
  }

  async saveTable(table: ShownTable, _language: PaperLanguage, fileName: string): Promise<string | null> {
    return this.answer("saveTable", () => {
      this.savedTables.push(table);
      return `~/${fileName}`;
    });
  }

  /** What has not reached its holder ends without a certificate. */
  protected end(found: FakeCase, reason: string) {
    if (reason.trim() === "") throw refusal("reasonMissing");
    if (!["inIssuance", "issuanceFailed"].includes(found.product.status)) throw refusal("notNow");
    this.move(found, "completed", "revoked", "revoked", reason.trim());
    found.product.awaitsPassphrase = false;
    this.revokeAll(found);
    this.letters.unshift({
      id: newId(),
      sentAt: new Date().toISOString(),
      channel: "email",
      to: found.product.contacts.email,
      subject: "Il Suo certificato non è stato emesso",
      text: "Gentile titolare,\n\nl'emissione del certificato è stata chiusa. Nessun certificato è valido.\n",
      attachments: [],
    });
  }

  protected revokeAll({ product }: FakeCase) {
    const revokedAt = new Date().toISOString();
    product.certificates = product.certificates.map((each) => ({
      ...each,
      revokedAt: each.revokedAt ?? revokedAt,
    }));
  }
}
