import type { Refuse } from '../../core/connection/connection-url.js';
import { didYouMean } from '../../core/util/did-you-mean.js';

/**
 * The options of connection strings, by MongoDB's specification. Their names have no case. An option
 * that the driver would use to read a file, to run a library or to ask another server is not passed to
 * it: OInt does that itself, or refuses the option.
 * https://www.mongodb.com/docs/manual/reference/connection-string-options/
 */

/** What the driver gets. */
const OF_DRIVER = [
  ...['appName', 'authMechanism', 'authSource', 'connectTimeoutMS'],
  ...['directConnection', 'heartbeatFrequencyMS', 'journal', 'loadBalanced', 'localThresholdMS'],
  ...['maxConnecting', 'maxIdleTimeMS', 'maxPoolSize', 'maxStalenessSeconds', 'minPoolSize'],
  ...['readConcernLevel', 'readPreference', 'readPreferenceTags', 'replicaSet', 'retryReads'],
  ...['retryWrites', 'serverSelectionTimeoutMS', 'socketTimeoutMS'],
  ...['srvMaxHosts', 'srvServiceName', 'timeoutMS', 'w', 'waitQueueTimeoutMS', 'wTimeoutMS'],
];

/** What OInt uses itself. */
const OF_TLS = [
  ...['ssl', 'tls', 'tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames', 'tlsCAFile'],
  ...['tlsCertificateKeyFile', 'tlsInsecure'],
];
const OF_PROXY = ['proxyHost', 'proxyPort', 'proxyUsername', 'proxyPassword'];

/** What changes nothing here: strings for other drivers have them. */
const WITHOUT_EFFECT = [
  ...['serverSelectionTryOnce', 'tlsDisableCertificateRevocationCheck', 'uuidRepresentation'],
  ...['tlsDisableOCSPEndpointCheck', 'waitQueueMultiple', 'minHeartbeatFrequencyMS'],
  ...['serverMonitoringMode', 'compressors', 'zlibCompressionLevel'],
];

/** What to do instead of an option that is refused. */
const INSTEAD: Readonly<Record<string, string>> = {
  authmechanismproperties: 'The supported mechanisms have no properties.',
  tlscertificatekeyfilepassword: 'Use a key without a password.',
};

const KNOWN = [...OF_DRIVER, ...OF_TLS, ...OF_PROXY];
const NAMES = new Map([...KNOWN, ...WITHOUT_EFFECT].map((name) => [name.toLowerCase(), name]));
const LEFT_OUT: ReadonlySet<string> = new Set(WITHOUT_EFFECT);

/** The options of a connection string: names as in the specification, several values for tags. */
export type Options = ReadonlyMap<string, readonly string[]>;

/** Reads the options. */
export function readOptions(
  query: readonly (readonly [name: string, value: string])[],
  refuse: Refuse,
): Options {
  const found = new Map<string, string[]>();
  for (const [given, value] of query) {
    const folded = given.toLowerCase();
    const name = NAMES.get(folded);
    if (name === undefined) {
      const hint = INSTEAD[folded] ?? didYouMean(given, KNOWN) ?? `Options: ${KNOWN.join(', ')}.`;
      throw refuse(`has an unknown or unsupported option "${given}"`, hint);
    }
    if (LEFT_OUT.has(name)) continue;
    const values = found.get(name) ?? [];
    found.set(name, values);
    if (values.length > 0 && name !== 'readPreferenceTags') {
      throw refuse(`has the option ${name} twice`);
    }
    if (value === '' && name !== 'readPreferenceTags') {
      throw refuse(`has the option ${name} without a value`);
    }
    values.push(value);
  }
  checkMechanism(found, refuse);
  return found;
}

const MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'MONGODB-X509', 'PLAIN'];

/** The others need a library, or ask a server of the cloud for the user's credentials. */
function checkMechanism(options: Options, refuse: Refuse): void {
  const mechanism = optionOf(options, 'authMechanism');
  if (mechanism === undefined || mechanism === 'DEFAULT' || MECHANISMS.includes(mechanism)) return;
  const hint = `The supported ones are: ${MECHANISMS.join(', ')}.`;
  throw refuse(`has authMechanism=${mechanism}, which is not supported`, hint);
}

export function optionOf(options: Options, name: string): string | undefined {
  return options.get(name)?.[0];
}

/** An option that is true or false; `undefined` if it is not given. */
export function flagOf(options: Options, name: string, refuse: Refuse): boolean | undefined {
  const value = optionOf(options, name);
  if (value === undefined) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  throw refuse(`has ${name}=${value}, which is neither true nor false`);
}

/** The query of a connection string for the driver: without what OInt does itself. */
export function driverQuery(options: Options): string {
  return [...options]
    .filter(([name]) => OF_DRIVER.includes(name))
    .flatMap(([name, values]) => values.map((value) => `${name}=${encodeURIComponent(value)}`))
    .join('&');
}
