/** Returns the error of a rejected promise. Fails if it resolves, or with another class of error. */
export async function failure<E extends Error>(
  promise: Promise<unknown>,
  kind: abstract new (...args: never[]) => E,
): Promise<E> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Error(`it succeeded with ${JSON.stringify(value)}`);
}
