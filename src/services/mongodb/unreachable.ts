import type {
  MongoClient,
  ServerDescriptionChangedEvent,
  TopologyDescriptionChangedEvent,
} from 'mongodb';

/** No server that was named belongs to the replica set that was named. */
export class NoMember extends Error {
  constructor(setName: string) {
    super(`no server is a member of the replica set "${setName}"`);
  }
}

/**
 * Notices while a client connects that none of its servers can be reached. The driver would retry until
 * its timeout; here, the caller decides about retries.
 */
export class Unreachable {
  /** Rejects with the first failure when every server has failed. */
  readonly error: Promise<never>;
  readonly #client: MongoClient;
  readonly #onTopology: (event: TopologyDescriptionChangedEvent) => void;
  readonly #onServer: (event: ServerDescriptionChangedEvent) => void;
  #hasSessions = false;
  #heard = false;

  constructor(client: MongoClient) {
    this.#client = client;
    let fail!: (error: Error) => void;
    this.error = new Promise((_, reject) => {
      fail = reject;
    });
    // It may fail after the client has connected.
    this.error.catch(() => {});
    this.#onTopology = ({ newDescription }) => {
      const servers = [...newDescription.servers.values()];
      if (servers.length === 0 && newDescription.setName)
        fail(new NoMember(newDescription.setName));
      const isLost = servers.length > 0 && servers.every((one) => one.error);
      if (isLost) fail(servers[0]!.error!);
    };
    this.#onServer = ({ newDescription }) => {
      this.#heard ||= newDescription.type !== 'Unknown' || newDescription.error !== null;
      this.#hasSessions ||= typeof newDescription.logicalSessionTimeoutMinutes === 'number';
    };
    client.on('topologyDescriptionChanged', this.#onTopology);
    client.on('serverDescriptionChanged', this.#onServer);
  }

  /** True if the servers have sessions. */
  get hasSessions(): boolean {
    return this.#hasSessions;
  }

  /** True if the time is over, and no server has said anything. */
  isSilent(error: unknown): boolean {
    return !this.#heard && /^MongoServerSelection/.test((error as Error).name);
  }

  stop(): void {
    this.#client.off('topologyDescriptionChanged', this.#onTopology);
    this.#client.off('serverDescriptionChanged', this.#onServer);
  }
}
