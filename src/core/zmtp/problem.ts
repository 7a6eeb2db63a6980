/** Why a connection cannot be used, or not any more. */
export type ProblemReason =
  /** The other side speaks another protocol. */
  | 'NOT_ZMTP'
  /** It speaks a version of ZMTP older than 3.0. */
  | 'VERSION'
  /** It demands another security mechanism than NULL. */
  | 'MECHANISM'
  /** Sockets of these types cannot talk to each other. */
  | 'SOCKET_TYPE'
  /** It sent an ERROR command. */
  | 'REFUSED'
  /** It sent what the protocol does not allow. */
  | 'PROTOCOL'
  /** It sent more than is accepted. */
  | 'TOO_LARGE'
  /** It did not answer in time. */
  | 'SILENT';

/** What the other side of a ZMTP connection did wrong. Its message may contain words of that side. */
export class ZmtpProblem extends Error {
  readonly reason: ProblemReason;

  constructor(reason: ProblemReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
