/** The shapes that cross the door, as the workstation declares them (`cargo xtask codegen` writes them). */
export type * from "./bindings.gen";

/** What the desk says has gone stale: the first word of a query's key. */
export type DataTag = string;
