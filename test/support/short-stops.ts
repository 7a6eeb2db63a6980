import { afterAll, beforeEach, expect } from 'vitest';
import { LONGEST_STOP, StopWatch } from './longest-stop.js';

/**
 * The tests of faults and of hostile input: each of them fails if it blocked the event loop for too
 * long, whatever else it tests.
 */
const FAULTS = [
  /\/test\/contract\.test\.ts$/,
  /\/src\/core\/(access|http|connection)\/[\w-]+\.test\.ts$/,
  /\/src\/local\/(server|fetch-picture)\/[\w-]+\.test\.ts$/,
  /\/src\/services\/[\w-]+\/([\w-]*faults|errors|hostile|restricted|injection|requests)\.test\.ts$/,
  /\/src\/services\/(s3|postgres|mysql|ssh)\/[\w-]+\.test\.ts$/,
];
const OWN_WORK = [
  // They compute a lot themselves: megabytes, or a text in every way to divide it.
  /\/src\/core\/http\/(upload|pieces|deadlines|url|lines)\.test\.ts$/,
  // Keys with passphrases are made to be slow, Node checks the prime of a group exchange in one step,
  // and many megabytes are decrypted.
  /\/src\/services\/ssh\/(auth|algorithms|command)\.test\.ts$/,
  /\/src\/services\/sftp\/faults\.test\.ts$/,
  // A storage runs in their process.
  /\/src\/services\/s3\/(pages|s3|transfer|folders|copy)\.test\.ts$/,
];

const { testPath = '' } = expect.getState();
const isMeasured =
  FAULTS.some((one) => one.test(testPath)) && !OWN_WORK.some((one) => one.test(testPath));

if (isMeasured) {
  const watch = new StopWatch();
  beforeEach(() => {
    const begun = watch.mark();
    return () => {
      const what = 'the longest stop of the event loop, in milliseconds';
      expect(watch.longestSince(begun), what).toBeLessThan(LONGEST_STOP);
    };
  });
  afterAll(() => watch.end());
}
