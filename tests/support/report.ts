import { writeSync } from 'node:fs';

/** Prints what a test has measured, also where the reporter keeps quiet about tests that pass. */
export function report(line: string): void {
  writeSync(2, `${line}\n`);
}
