import { refusal } from "../fake-refusal";
import type {
  CardContents,
  CardDiagnostics,
  CardModulesView,
  CredentialView,
  TrainingCardAct,
} from "../types";
import { FakeTokenStock } from "./stock";

/** The officer's own credential, and the cards in the readers. */
export abstract class FakeCardTools extends FakeTokenStock {
  async officerCredential(): Promise<CredentialView> {
    return this.answer("officerCredential", () => this.credential);
  }

  async makeOfficerCredential(path: string, password: string): Promise<CredentialView> {
    return this.answer("makeOfficerCredential", () => {
      if (password.length < 10) throw refusal("passwordWeak");
      const from = new Date();
      const until = new Date(from);
      until.setFullYear(from.getFullYear() + 1);
      this.credential = {
        kind: "registered",
        holder: "Giulia Ferri",
        issuer: "Fiducia TRAINING Issuing CA 1",
        serial: "5b1190aa0327",
        notBefore: from.toISOString(),
        notAfter: until.toISOString(),
        problem: null,
        path,
      };
      this.changed("credential");
      return this.credential;
    });
  }

  async makeCardCredential(reader: string, pin: string): Promise<CredentialView> {
    return this.answer("makeCardCredential", () => {
      this.changed("status");
      this.cards.write(reader, pin);
      this.registerCredential(null);
      this.changed("credential");
      return this.credential;
    });
  }

  async registerCardCredential(reader: string, pin: string): Promise<CredentialView> {
    return this.answer("registerCardCredential", () => {
      this.changed("status");
      this.needsCentre();
      this.cards.register(reader, pin);
      this.registerCredential(null);
      this.changed("credential");
      return this.credential;
    });
  }

  async cardModules(): Promise<CardModulesView> {
    return this.answer("cardModules", () => this.cards.modules);
  }

  async chooseCardModule(file: string | null): Promise<CardModulesView> {
    return this.answer("chooseCardModule", () => {
      this.changed("status", "modules");
      return this.cards.choose(file);
    });
  }

  async pickCardModule(): Promise<CardModulesView | null> {
    return this.answer("pickCardModule", () => {
      this.changed("status", "modules");
      return this.cards.pick();
    });
  }

  async trainingCard(reader: string, act: TrainingCardAct): Promise<void> {
    return this.answer("trainingCard", () => {
      this.cards.train(reader, act);
      this.changed("status");
    });
  }

  async cardContents(reader: string, insertion: number): Promise<CardContents> {
    return this.answer("cardContents", () => this.cards.contents(reader, insertion));
  }

  async changeCardPin(reader: string, insertion: number, old: string, wanted: string): Promise<void> {
    return this.answer("changeCardPin", () => {
      this.changed("status", "cardContents");
      this.cards.changePin(reader, insertion, old, wanted);
    });
  }

  async unblockCardPin(reader: string, insertion: number, puk: string, wanted: string): Promise<void> {
    return this.answer("unblockCardPin", () => {
      this.changed("status", "cardContents");
      this.cards.unblock(reader, insertion, puk, wanted);
    });
  }

  async cardDiagnostics(): Promise<CardDiagnostics> {
    return this.answer("cardDiagnostics", () => this.cards.diagnostics(this.status.readersFault));
  }

  async pickCredentialFile(): Promise<string | null> {
    return this.answer("pickCredentialFile", () => "D:/credentials/ferri.p12");
  }

  /** A card was put in or pulled out, as the desk tells it. */
  cardsChanged(): void {
    this.changed("status");
  }

  /** The chosen module came or went, as the desk tells it. */
  modulesChanged(): void {
    this.changed("modules");
  }

  /** What lies on a card is another thing now. */
  cardChanged(): void {
    this.changed("status", "cardContents");
  }

  /** As if the system's smart card service did not run; the training readers are there all the same. */
  stopCardService(): void {
    this.cards.readers = this.cards.readers.filter((reader) => reader.training);
    this.setStatus({ ...this.status, readersFault: "noService" });
  }
}
