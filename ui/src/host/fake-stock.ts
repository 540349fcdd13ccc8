import { HostError } from "./errors";
import { newId, units } from "./fake-data";
import { FakeFormats } from "./fake-formats";
import type {
  CheckedSerials,
  CountStock,
  DeviceType,
  Profile,
  ReceivedTokens,
  ReceiveTokens,
  SerialRefusal,
  StockCountRow,
  TokenDetail,
  TokenEvent,
  TokenHistoryLine,
  TokenPage,
  TokenRow,
  TokenSearch,
  TokenStatus,
  TokenStock,
  WhyNot,
} from "./types";

const card: DeviceType = { id: "type-card", name: "Carta Alfa 3", carrier: "smartCard", qscd: true };
const stick: DeviceType = { id: "type-stick", name: "Chiave Beta", carrier: "usbToken", qscd: false };

/** What each change by hand leads from, and to: as the domain's table has it. */
const changes: [TokenEvent, TokenStatus[], TokenStatus][] = [
  ["markDamaged", ["inStock", "reserved", "initialised", "enrolled", "returned"], "damaged"],
  ["reportLost", ["inStock", "reserved", "initialised", "enrolled", "delivered", "returned"], "lost"],
  ["takeBack", ["initialised", "enrolled", "delivered", "lost"], "returned"],
  ["dispose", ["inStock", "damaged", "returned"], "disposed"],
  ["restock", ["damaged", "returned"], "inStock"],
];

interface FakeToken {
  row: TokenRow;
  version: number;
  used: boolean;
  history: TokenHistoryLine[];
}

function refusal(code: string, params: Record<string, string> = {}): HostError {
  return new HostError({ code, params, remedy: "correct", traceId: "7c1f-09ab" });
}

const kept = (text: string) => text.replace(/[\s.:-]/g, "").toUpperCase();
const isSerial = (text: string) => /^(?=.*\d)[A-Z0-9]{4,32}$/.test(kept(text));

/** The stock of tokens in memory: the unit of the session and those below it. */
export class FakeStock {
  private readonly tokens: FakeToken[] = [];
  private readonly counts: StockCountRow[] = [];
  /** What was asked to be formatted, and whose certificates are alive. */
  readonly formats = new FakeFormats();
  /** What can be received: none where the customer has no type of device. */
  deviceTypes: DeviceType[] = [card, stick];

  constructor() {
    this.add("10000001", card, "unit-milano-duomo", "inStock");
    this.add("10000002", card, "unit-milano-duomo", "inStock");
    this.add("10000003", card, "unit-milano-duomo", "reserved");
    this.add("10000004", card, "unit-milano-duomo", "returned", true);
    // In its holder's hands, with certificates that are good.
    this.add("10000005", card, "unit-milano-duomo", "delivered", true);
    this.formats.alive.add("10000005");
    this.add("55512340", stick, "unit-milano-brera", "inStock");
    this.add("55512341", stick, "unit-milano-brera", "damaged");
  }

  /** As if nothing had ever been received. */
  clear(): void {
    this.tokens.length = 0;
  }

  overview(): TokenStock {
    const reached = units.filter(({ id }) => id === "unit-milano-duomo" || id === "unit-milano-brera");
    return {
      units: reached.map(({ id, name }) => {
        const counts = new Map<TokenStatus, number>();
        for (const { row } of this.tokens) {
          if (row.unit === id) counts.set(row.status, (counts.get(row.status) ?? 0) + 1);
        }
        return { unit: id, name, counts: [...counts].map(([status, count]) => ({ status, count })) };
      }),
      deviceTypes: this.deviceTypes,
    };
  }

  search({ filter, after, limit }: TokenSearch): TokenPage {
    const found = this.tokens
      .map(({ row }) => row)
      .filter((row) => filter.statuses.length === 0 || filter.statuses.includes(row.status))
      .filter((row) => filter.unit === null || row.unit === filter.unit)
      .filter((row) => filter.serial === null || row.serial.startsWith(kept(filter.serial)))
      .filter((row) => after === null || row.serial > after)
      .sort((one, other) => one.serial.localeCompare(other.serial));
    const rows = found.slice(0, limit).map((row) => ({ ...row, format: this.formats.stepOf(row.serial) }));
    return { rows, next: found.length > limit ? (rows.at(-1)?.serial ?? null) : null };
  }

  detail(token: string, profile: Profile, manages: boolean): TokenDetail {
    const found = this.byId(token);
    const { row, version, used, history } = found;
    const status = (): WhyNot => ({ kind: "tokenStatus", status: row.status });
    const notMine: WhyNot | null = manages ? null : { kind: "profile", profile };
    return {
      row,
      version,
      used,
      product: null,
      certificateAlive: this.formats.alive.has(row.serial),
      history,
      changes: changes.map(([event, from]) => {
        const late = from.includes(row.status) ? null : status();
        const written: WhyNot | null = event === "restock" && used ? { kind: "tokenUsed" } : null;
        return { event, whyNot: notMine ?? late ?? written };
      }),
      moveWhyNot: notMine ?? (row.status === "inStock" ? null : status()),
      format: this.formats.view(row, used, notMine),
    };
  }

  askFormat(token: string, version: number, reason: string): void {
    const found = this.asSeen(token, version);
    this.formats.ask(found.row.serial, "Giulia Ferri", reason);
    this.note(found, "formatAsked", reason);
  }

  approveFormat(token: string, version: number, who: string): void {
    const found = this.asSeen(token, version);
    this.formats.approve(found.row.serial, who);
    this.note(found, "formatApproved", null);
  }

  callOffFormat(token: string, version: number, reason: string): void {
    const found = this.asSeen(token, version);
    this.formats.end(found.row.serial);
    this.note(found, "formatCalledOff", reason);
  }

  formatted(token: string): void {
    const found = this.byId(token);
    this.formats.end(found.row.serial);
    found.used = false;
    found.row.status = "inStock";
    this.note(found, "formatted", null);
  }

  check(serials: string[]): CheckedSerials {
    const seen = new Set<string>();
    return {
      refused: serials.map((text): SerialRefusal | null => {
        const serial = kept(text);
        if (!isSerial(text)) return "badSerial";
        if (seen.has(serial)) return "doubled";
        seen.add(serial);
        return this.tokens.some(({ row }) => row.serial === serial) ? "alreadyThere" : null;
      }),
    };
  }

  receive({ unit, deviceType, serials }: ReceiveTokens): ReceivedTokens {
    const type = this.deviceTypes.find(({ id }) => id === deviceType);
    if (!type) throw refusal("badInput");
    const { refused } = this.check(serials);
    const answer: ReceivedTokens = { received: [], refused: [] };
    serials.forEach((serial, index) => {
      const why = refused[index];
      if (why) answer.refused.push({ serial, why });
      else answer.received.push(kept(serial));
    });
    for (const serial of answer.received) this.add(serial, type, unit, "inStock");
    return answer;
  }

  change(token: string, version: number, event: TokenEvent, reason: string): void {
    const found = this.asSeen(token, version);
    const change = changes.find(([known, from]) => known === event && from.includes(found.row.status));
    if (!change || (event === "restock" && found.used)) throw refusal("notNow");
    this.formats.end(found.row.serial);
    if (event === "reportLost") this.formats.alive.delete(found.row.serial);
    found.row.status = change[2];
    this.note(found, change[2], reason);
  }

  move(token: string, version: number, unit: string, reason: string): void {
    const found = this.asSeen(token, version);
    found.row.unit = unit;
    found.row.unitName = nameOf(unit);
    this.note(found, "moved", reason);
  }

  count({ unit, found, note }: CountStock): StockCountRow {
    const expected = this.tokens
      .filter(({ row }) => row.unit === unit && ["inStock", "reserved"].includes(row.status))
      .map(({ row }) => row.serial);
    const there = found.kind === "serials" ? [...new Set(found.serials.map(kept))] : null;
    const missing = there ? expected.filter((serial) => !there.includes(serial)) : [];
    const unexpected = there ? there.filter((serial) => !expected.includes(serial)) : [];
    const number = found.kind === "number" ? found.number : (there?.length ?? 0);
    const agrees = number === expected.length && missing.length + unexpected.length === 0;
    if (!agrees && !note) {
      throw refusal("countDiffers", {
        expected: `${expected.length}`,
        found: `${number}`,
        missing: missing.join(", "),
        unexpected: unexpected.join(", "),
      });
    }
    const row: StockCountRow = {
      count: newId(),
      unit,
      unitName: nameOf(unit),
      at: new Date().toISOString(),
      who: "Giulia Ferri",
      bySerial: there !== null,
      expected: expected.length,
      found: number,
      missing,
      unexpected,
      note,
    };
    this.counts.unshift(row);
    return row;
  }

  counted(): StockCountRow[] {
    return this.counts;
  }

  private add(serial: string, deviceType: DeviceType, unit: string, status: TokenStatus, used = false): void {
    const at = new Date().toISOString();
    const found: FakeToken = {
      row: {
        token: newId(),
        serial,
        deviceType,
        unit,
        unitName: nameOf(unit),
        status,
        statusSince: at,
        receivedAt: at,
        format: null,
      },
      version: 0,
      used,
      history: [],
    };
    this.note(found, "received", null);
    this.tokens.push(found);
  }

  private note(found: FakeToken, what: string, reason: string | null): void {
    found.version += 1;
    found.row.statusSince = new Date().toISOString();
    found.history.push({
      at: found.row.statusSince,
      what,
      unitName: found.row.unitName,
      who: "Giulia Ferri",
      profile: "rao",
      reason,
    });
  }

  private asSeen(token: string, version: number): FakeToken {
    const found = this.byId(token);
    if (found.version !== version) throw refusal("outdated");
    return found;
  }

  private byId(token: string): FakeToken {
    const found = this.tokens.find(({ row }) => row.token === token);
    if (!found) throw refusal("notFound");
    return found;
  }
}

function nameOf(unit: string): string {
  return units.find(({ id }) => id === unit)?.name ?? "";
}
