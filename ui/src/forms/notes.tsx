import { createContext, type ReactNode, useContext } from "react";

/** What a form says about its fields from outside: faults found by the rules, marks of where a value was read. */
export interface FieldNotes {
  /** A sentence to show under the field, or nothing. */
  faultOf: (name: string) => string | undefined;
  /** Stands at the right of the label. */
  markOf: (name: string) => ReactNode;
  /** How sure the value is, in percent, where F2 has to stop here: least sure first; null where it need not. */
  needsLook: (name: string) => number | null;
  /** The field under the pointer or the caret, so that the picture can show where it was read. */
  onPoint: (name: string | null) => void;
}

const none: FieldNotes = {
  faultOf: () => undefined,
  markOf: () => null,
  needsLook: () => null,
  onPoint: () => {},
};

const Notes = createContext<FieldNotes>(none);

export const FieldNotesProvider = Notes.Provider;

export function useFieldNotes(): FieldNotes {
  return useContext(Notes);
}
