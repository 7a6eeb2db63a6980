const CHOSEN = process.env.OINT_TEST_SERVICES?.split(',');

/** True where only some services are tested. */
export const choosing = CHOSEN !== undefined;

/** Whether a service is to be tested: each, unless some were named (`npm test -- slack`). */
export function isChosen(service: string): boolean {
  return CHOSEN === undefined || CHOSEN.includes(service);
}
