import { LARGEST_FILE } from "./bindings.gen";

/** Bytes; the window refuses larger files before it reads them. */
export const largestFile: number = LARGEST_FILE;
