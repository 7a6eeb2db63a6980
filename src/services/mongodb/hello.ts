import { isRecord } from '../../core/util/is-record.js';

/** What a server says about itself, and the driver could not use without ending the process. */
export class BadHello extends Error {}

/** A replica set has 50 members at most. A server that announces more is not followed. */
export const MOST_HOSTS = 100;

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string';
const isFlag: Test = (value) => typeof value === 'boolean';
const isNumber: Test = (value) => typeof value === 'number' && Number.isFinite(value);
const isTexts: Test = (value) => Array.isArray(value) && value.every(isText);
const isOfClass =
  (name: string): Test =>
  (value) =>
    isRecord(value) && value._bsontype === name;

/** Fields that the driver uses, and what they must be. A field that is something else is left out. */
const FIELDS: Readonly<Record<string, Test>> = {
  ...{ ok: isNumber, ismaster: isFlag, isWritablePrimary: isFlag, helloOk: isFlag },
  ...{ secondary: isFlag, arbiterOnly: isFlag, hidden: isFlag, passive: isFlag },
  ...{ isreplicaset: isFlag, readOnly: isFlag, msg: isText, setName: isText },
  ...{ setVersion: isNumber, electionId: isOfClass('ObjectId') },
  ...{ minWireVersion: isNumber, maxWireVersion: isNumber, maxBsonObjectSize: isNumber },
  ...{ maxMessageSizeBytes: isNumber, maxWriteBatchSize: isNumber },
  ...{ logicalSessionTimeoutMinutes: isNumber, connectionId: isNumber },
  ...{ saslSupportedMechs: isTexts, compression: isTexts, serviceId: isOfClass('ObjectId') },
  ...{ tags: isTags, topologyVersion: isVersion, lastWrite: isLastWrite },
  ...{ speculativeAuthenticate: isRecord, $clusterTime: isClusterTime },
};

function isTags(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isText);
}

function isVersion(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { processId, counter } = value;
  return isOfClass('ObjectId')(processId) && (isNumber(counter) || isOfClass('Long')(counter));
}

function isLastWrite(value: unknown): boolean {
  return isRecord(value) && value.lastWriteDate instanceof Date;
}

function isClusterTime(value: unknown): boolean {
  return isRecord(value) && isOfClass('Timestamp')(value.clusterTime);
}

const LISTS = ['hosts', 'passives', 'arbiters'];
const ADDRESSES = ['primary', 'me'];

/**
 * The response to `hello`, with only what the driver can use.
 *
 * @throws {BadHello} It announces something that is not an address, or too many servers.
 */
export function checkedHello(given: unknown): Record<string, unknown> {
  if (!isRecord(given)) throw new BadHello('the response to hello is not a document');
  const found: Record<string, unknown> = {};
  let count = 0;
  for (const [name, value] of Object.entries(given)) {
    if (LISTS.includes(name)) {
      if (!Array.isArray(value)) throw new BadHello(`${name} is not a list`);
      count += value.length;
      if (count > MOST_HOSTS) throw new BadHello(`it announces more than ${MOST_HOSTS} servers`);
      found[name] = value.map((one) => checkedAddress(one));
    } else if (ADDRESSES.includes(name)) {
      found[name] = checkedAddress(value);
    } else if (Object.hasOwn(FIELDS, name) && FIELDS[name]!(value)) {
      found[name] = value;
    }
  }
  return found;
}

const HOST = /^(\[[\da-f:.]+\]|[^\s:/?#@%\\[\]]{1,255})(?::(\d{1,5}))?$/i;

/** A host with its port. The path of a socket is not for other machines to say. */
function checkedAddress(value: unknown): string {
  const [, host, port = '27017'] = (typeof value === 'string' && HOST.exec(value)) || [];
  const isPort = Number(port) >= 1 && Number(port) <= 65_535;
  if (host !== undefined && isPort && !host.endsWith('.sock') && isParsed(value as string)) {
    return value as string;
  }
  const shown =
    typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : `a ${typeof value}`;
  throw new BadHello(`it announces a server at ${shown}, which is not an address`);
}

/** The driver reads it as a part of a URL. */
function isParsed(address: string): boolean {
  return URL.canParse(`mongodb://${address}`);
}
