import { refusal } from "../fake-refusal";
import { mayAtAll } from "../fake-rights";
import type { PickedFile } from "../host";
import type {
  CheckedSerials,
  CountStock,
  DeviceChoice,
  ReceivedTokens,
  ReceiveTokens,
  StockCountRow,
  TokenDetail,
  TokenEvent,
  TokenPage,
  TokenSearch,
  TokenStock,
} from "../types";
import { FakeIssuance } from "./issuance";

/** The stock of tokens, and its tokens made blank again. */
export abstract class FakeTokenStock extends FakeIssuance {
  async tokenStock(): Promise<TokenStock> {
    return this.answer("tokenStock", () => this.online(() => this.stock.overview()));
  }

  async searchTokens(search: TokenSearch): Promise<TokenPage> {
    return this.answer("searchTokens", () => this.online(() => this.stock.search(search)));
  }

  async tokenDetail(token: string): Promise<TokenDetail> {
    return this.answer("tokenDetail", () => this.online(() => this.tokenView(token)));
  }

  async readSerialList(file: PickedFile): Promise<string[]> {
    return this.answer("readSerialList", () => {
      const text = new TextDecoder().decode(file.bytes);
      return text.split(/\r?\n/).filter((line) => line.trim() !== "");
    });
  }

  async checkSerials(serials: string[]): Promise<CheckedSerials> {
    return this.answer("checkSerials", () => this.online(() => this.stock.check(serials)));
  }

  async receiveTokens(delivery: ReceiveTokens): Promise<ReceivedTokens> {
    return this.answer("receiveTokens", () => this.onStock(() => this.stock.receive(delivery)));
  }

  async changeToken(token: string, version: number, event: TokenEvent, reason: string): Promise<TokenDetail> {
    return this.answer("changeToken", () =>
      this.onStock(() => {
        this.stock.change(token, version, event, reason);
        return this.tokenView(token);
      }),
    );
  }

  async moveToken(token: string, version: number, unit: string, reason: string): Promise<TokenDetail> {
    return this.answer("moveToken", () =>
      this.onStock(() => {
        this.stock.move(token, version, unit, reason);
        return this.tokenView(token);
      }),
    );
  }

  async countStock(count: CountStock): Promise<StockCountRow> {
    return this.answer("countStock", () => this.onStock(() => this.stock.count(count)));
  }

  async stockCounts(): Promise<StockCountRow[]> {
    return this.answer("stockCounts", () => this.online(() => this.stock.counted()));
  }

  async askFormat(token: string, version: number, reason: string): Promise<TokenDetail> {
    return this.answer("askFormat", () =>
      this.onStock(() => {
        this.stock.askFormat(token, version, reason);
        return this.tokenView(token);
      }),
    );
  }

  async approveFormat(token: string, version: number, _format: string): Promise<TokenDetail> {
    return this.answer("approveFormat", () =>
      this.onStock(() => {
        this.stock.approveFormat(token, version, "Giulia Ferri");
        return this.tokenView(token);
      }),
    );
  }

  async callOffFormat(token: string, version: number, _format: string, reason: string): Promise<TokenDetail> {
    return this.answer("callOffFormat", () =>
      this.onStock(() => {
        this.stock.callOffFormat(token, version, reason);
        return this.tokenView(token);
      }),
    );
  }

  async formatDevices(serial: string): Promise<DeviceChoice[]> {
    return this.answer("formatDevices", () => this.devices.choices(serial));
  }

  async formatToken(token: string, _format: string, reader: string): Promise<TokenDetail> {
    return this.answer("formatToken", () =>
      this.onStock(() => {
        const { serial } = this.tokenView(token).row;
        const stopped = this.devices.wipe(reader, serial);
        if (stopped) throw refusal(stopped);
        this.stock.formatted(token);
        this.changed("status");
        return this.tokenView(token);
      }),
    );
  }

  /** Only the centre knows of the stock. */
  protected online<T>(act: () => T): T {
    this.needsCentre();
    return act();
  }

  protected onStock<T>(act: () => T): T {
    const answer = this.online(act);
    this.changed("stock");
    return answer;
  }

  protected tokenView(token: string): TokenDetail {
    const profile = this.session.kind === "signedIn" ? this.session.session.profile : "auditor";
    return this.stock.detail(token, profile, mayAtAll(profile).includes("manageTokenStock"));
  }
}
