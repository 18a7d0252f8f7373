/** Receives a line about what takes long. */
export type Progress = (line: string) => void;
