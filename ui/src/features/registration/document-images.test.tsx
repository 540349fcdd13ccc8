import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { FakeHost } from "@/host/fake";
import { file, goTo, openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

describe.each(both)("a PDF with the document (%s)", (language) => {
  const { registration: w, words: terms, errors, common } = words[language];
  const page = (number: number, of: number) =>
    common.page.replace("{{page}}", String(number)).replace("{{pages}}", String(of));

  async function atDocumentStep() {
    const opened = await openWindow({ path: "/new", language });
    const draft = await opened.host.startDraft("offline");
    goTo(`/registration/${draft.id}/document`);
    await screen.findByRole("heading", { level: 2, name: w.steps.document });
    return { ...opened, draft: draft.id };
  }

  it("gives page 1 to the front and page 2 to the back, once the officer says so", async () => {
    const { user, host, draft } = await atDocumentStep();
    await user.upload(screen.getByLabelText(terms.documentSide.front), file("card-2.pdf"));
    const dialog = await screen.findByRole("dialog", { name: w.pages.title.replace("{{pages}}", "2") });
    const front = within(dialog).getByRole("combobox", { name: terms.documentSide.front });
    const back = within(dialog).getByRole("combobox", { name: terms.documentSide.back });
    expect([front, back].map((each) => (each as HTMLSelectElement).value)).toEqual(["1", "2"]);
    await within(dialog).findByRole("img", { name: page(2, 2) });
    await user.selectOptions(back, page(1, 2));
    expect(within(dialog).getByRole("alert").textContent, "one page is not two sides").toBe(w.pages.twice);
    await user.selectOptions(back, page(2, 2));
    await user.tab();
    await user.tab();
    await user.keyboard("{Enter}");
    expect(dialog.querySelector("form"), "a form in the wizard's form is never heard of").toBeNull();
    await screen.findByText(w.document.read);
    const { images } = (await host.openDraft(draft)).content.document;
    expect(images.map((image) => image.side)).toEqual(["front", "back"]);
    const title = w.pages.title.replace("{{pages}}", "2");
    expect(screen.queryByRole("dialog", { name: title }), "the choice is made").toBeNull();
  });

  it("takes a PDF of one page as a picture, and asks nothing", async () => {
    const { user, host } = await atDocumentStep();
    await user.upload(screen.getByLabelText(terms.documentSide.back), file("back.pdf"));
    await screen.findByText(w.document.read);
    expect(host.calls, "its one page is the side").toContain("attachDocumentPages");
    expect(host.calls).not.toContain("attachDocumentImage");
  });

  it.each([
    ["empty-0.pdf", errors.codes.fileWithoutPages],
    ["book-500.pdf", errors.codes.fileTooManyPages.replace("{{pages}}", "500").replace("{{most}}", "10")],
  ])("says why %s was not taken", async (name, sentence) => {
    const { user } = await atDocumentStep();
    await user.upload(screen.getByLabelText(terms.documentSide.front), file(name));
    expect((await screen.findByRole("alert")).textContent).toContain(sentence);
  });

  it("says that a PDF is protected by a password", async () => {
    const { user, host } = await atDocumentStep();
    host.failNext("openDocumentFile", "fileEncrypted");
    await user.upload(screen.getByLabelText(terms.documentSide.front), file("card-2.pdf"));
    expect((await screen.findByRole("alert")).textContent).toContain(errors.codes.fileEncrypted);
  });
});

describe.each(both)("a pasted file (%s)", (language) => {
  const { registration: w, words: terms } = words[language];
  const paste = (...files: File[]) => {
    const event = new Event("paste", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "clipboardData", { value: { files } });
    fireEvent(document.body, event);
    return event;
  };
  const removeSide = (side: "front" | "back") =>
    screen.findByRole("button", {
      name: w.document.removeSide.replace("{{side}}", terms.documentSide[side]),
    });

  it("goes to the first side that has no image, and text stays what it is", async () => {
    const host = new FakeHost({ signedIn: true });
    const draft = await host.startDraft("offline");
    const { user } = await openWindow({ path: `/registration/${draft.id}/document`, language, host });
    await screen.findByLabelText(terms.documentSide.front);
    expect(paste().defaultPrevented, "no file").toBe(false);
    expect(paste(file("image.png")).defaultPrevented).toBe(true);
    await removeSide("front");
    paste(file("scan.pdf"));
    await removeSide("back");
    expect(host.calls, "a PDF on the way of PDFs").toContain("openDocumentFile");
    paste(file("image.png"));
    expect((await screen.findByText(w.document.pasteNoPlace)).textContent).toBeTruthy();
    const { images } = (await host.openDraft(draft.id)).content.document;
    expect(images.map((image) => image.side)).toEqual(["front", "back"]);
    await user.click(await removeSide("front"));
    await waitFor(() => expect(screen.queryByText(w.document.pasteNoPlace), "there is a place").toBeNull());
  });

  it("is refused as a chosen one is", async () => {
    const host = new FakeHost({ signedIn: true });
    const draft = await host.startDraft("offline");
    await openWindow({ path: `/registration/${draft.id}/document`, language, host });
    await screen.findByLabelText(terms.documentSide.front);
    const large = file("image.png");
    Object.defineProperty(large, "size", { value: 30 * 1024 * 1024 });
    paste(large);
    await screen.findByRole("alert");
    expect(host.calls).not.toContain("attachDocumentImage");
    paste(file("letter.docx"));
    await screen.findByText(words[language].errors.codes.fileFormatUnknown);
  });
});

describe.each(both)("what the images say (%s)", (language) => {
  const w = words[language].registration;

  it("is told at the images when they are of two documents, and kept with a reason", async () => {
    const { user, host } = await openWindow({ path: "/new", language });
    const draft = await host.startDraft("offline");
    host.mixUp(draft.id);
    goTo(`/registration/${draft.id}/document`);
    const box = await screen.findByRole("region", { name: w.mismatch.title });
    expect(box.textContent, "what each side says").toContain("CA00842AB");
    expect(box.textContent).toContain("YA1234567");
    const reason = w.mismatch.reasonLabel.replace("{{field}}", w.field.document_images);
    await user.selectOptions(within(box).getByLabelText(reason), "oldAndNew");
    await user.click(within(box).getByRole("button", { name: w.mismatch.keep }));
    await within(box).findByText(w.mismatch.kept.replace("{{reason}}", w.mismatch.reasons.oldAndNew));
  });
});

describe.each(both)("the print of a document (%s)", (language) => {
  const { registration: w, words: terms } = words[language];

  async function withFront(prepare: (host: FakeHost) => void) {
    const opened = await openWindow({ path: "/new", language });
    const draft = await opened.host.startDraft("offline");
    goTo(`/registration/${draft.id}/document`);
    await screen.findByRole("heading", { level: 2, name: w.steps.document });
    prepare(opened.host);
    await opened.user.upload(screen.getByLabelText(terms.documentSide.front), file("front.jpg"));
    return { ...opened, draft: draft.id };
  }

  it("is read while the officer goes on, and comes in without undoing what is typed", async () => {
    let done = () => {};
    const { user, host, draft } = await withFront((host) => {
      const real = host.readDocumentPrint.bind(host);
      vi.spyOn(host, "readDocumentPrint").mockImplementation(async (id, image) => {
        await new Promise<void>((resolve) => {
          done = resolve;
        });
        return real(id, image);
      });
    });
    await screen.findByText(w.document.readingPrint);
    goTo(`/registration/${draft}/data`);
    const field = (label: string) => screen.findByLabelText<HTMLInputElement>(new RegExp(`^${label}`));
    const authority = await field(w.field.document_authority);
    await user.type(authority, "Comune di Bari");
    expect(screen.queryByText(w.document.readingPrint), "it goes on from step to step").not.toBeNull();
    done();
    await waitFor(() => expect(screen.queryByText(w.document.readingPrint)).toBeNull());
    expect((await field(w.field.person_surname)).value, "what the print says stands there").toBe("BIANCHI");
    expect(authority.value, "and what was typed meanwhile").toBe("Comune di Bari");
    expect(
      host.calls.filter((call) => call === "readDocumentPrint"),
      "each image once",
    ).toHaveLength(1);
  });

  it("is not waited for where it cannot be read", async () => {
    const { host } = await withFront((host) => host.failNext("readDocumentPrint", "internal"));
    await waitFor(() => expect(host.calls).toContain("readDocumentPrint"));
    await waitFor(() => expect(screen.queryByText(w.document.readingPrint)).toBeNull());
    expect(host.calls, "nothing is there to be taken").not.toContain("takeDocumentPrint");
  });
});
