/** The types of sockets that OInt has. */
export type SocketType = 'REQ' | 'REP' | 'PUB' | 'SUB' | 'PUSH' | 'PULL';

const PARTNERS: Readonly<Record<SocketType, readonly string[]>> = {
  REQ: ['REP', 'ROUTER'],
  REP: ['REQ', 'DEALER'],
  PUB: ['SUB', 'XSUB'],
  SUB: ['PUB', 'XPUB'],
  PUSH: ['PULL'],
  PULL: ['PUSH'],
};

/** The types that a socket can talk to. */
export function partnersOf(type: SocketType): readonly string[] {
  return PARTNERS[type];
}
