/** What is not a tar archive, or a broken one. The message says why, and at which byte. */
export class TarProblem extends Error {}
