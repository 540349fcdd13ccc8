import { LARGEST_FILE, LONGEST_SERIAL_LIST, MOST_REPORTS } from "./bindings.gen";

/** Bytes; the window refuses larger files before it reads them. */
export const largestFile: number = LARGEST_FILE;

/** Below this (percent) a reading without check digit asks for a look; from here on, typed otherwise, it is a mismatch. */
export const sureFrom = 85;

/** Serial numbers that are received at once. */
export const longestSerialList: number = LONGEST_SERIAL_LIST;

/** Reports that are signed in one go. */
export const mostReports: number = MOST_REPORTS;
