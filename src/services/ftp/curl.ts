import { addressOf } from '../../core/connection/connect.js';
import { shellQuote } from '../../core/util/shell-quote.js';
import { type FtpConnection, isConnection } from './connection.js';
import { isEncrypted, type Target } from './settings.js';

/** What curl should do with the path. */
interface Doing {
  /** Commands of FTP. */
  commands?: readonly string[];
  upload?: string;
  output?: string;
  /** Continues a transfer that broke off. */
  resume?: boolean;
  /** Only asks for the properties. */
  head?: boolean;
}

/** The equivalent curl command, for a dry run. The path is that of the file, or of a folder with `/`. */
export function curlLine(
  connection: FtpConnection | Target,
  path: string,
  { commands = [], upload, output, resume, head }: Doing = {},
): string {
  const target = isConnection(connection) ? connection.target : connection;
  const { settings, proxy, tls } = target;
  const scheme = settings.scheme === 'ftps' ? 'ftps' : 'ftp';
  // A path from the root begins with %2F: other paths start in the user's folder.
  const [root, rest] = path.startsWith('/') ? ['%2F', path.slice(1)] : ['', path];
  const encoded = rest.split('/').map(encodeURIComponent).join('/');
  const words = [
    ...(isEncrypted(target) && scheme === 'ftp' ? ['--ssl-reqd'] : []),
    ...(tls?.accept_invalid_certs ? ['--insecure'] : []),
    ...(tls?.ca_cert_path ? ['--cacert', tls.ca_cert_path] : []),
    ...(settings.passive ? [] : ['--ftp-port', '-']),
    ...(proxy ? ['--proxy', `${proxy.type}://${addressOf(proxy.host, proxy.port)}`] : []),
    ...['--user', `${settings.login}:***`],
    ...commands.flatMap((command) => ['--quote', command]),
    ...(upload === undefined ? [] : ['--upload-file', upload]),
    ...(resume ? ['--continue-at', '-'] : []),
    ...(output === undefined ? [] : ['--output', output]),
    ...(head ? ['--head'] : []),
    `${scheme}://${addressOf(settings.host, settings.port)}/${root}${encoded}`,
  ];
  return ['curl', ...words.map(shellQuote)].join(' ');
}
