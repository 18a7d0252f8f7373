/** Receives a line for each slow step. */
export type Progress = (line: string) => void;
