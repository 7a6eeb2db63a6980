const CHOSEN = process.env.OINT_TEST_SERVICES?.split(',');

/** True if only some services are tested. */
export const choosing = CHOSEN !== undefined;

/** Whether to test a service: all are tested, unless some were named (`npm test -- slack`). */
export function isChosen(service: string): boolean {
  return CHOSEN === undefined || CHOSEN.includes(service);
}
