import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folder } from './folder.js';

/** A certificate with its key, as files and as text. */
export interface Certificate {
  certPath: string;
  keyPath: string;
  cert: string;
  key: string;
}

export interface Authority extends Certificate {
  /** Signs a certificate for this host, in the format of `openssl`: `DNS:example.test`, `IP:127.0.0.1`. */
  sign(name: string, host: string, valid?: Validity): Promise<Certificate>;
}

/** The validity of a certificate, in the format of `openssl`: `20200101000000Z`. */
interface Validity {
  from: string;
  to: string;
}

/** Why certificates cannot be created here; `undefined` if they can. */
export function whyNoOpenssl(): string | undefined {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'the openssl command is not installed';
  }
}

/** A new certificate authority that is not trusted yet. */
export async function authority(): Promise<Authority> {
  const path = await folder();
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: path, stdio: ['ignore', 'ignore', 'pipe'] });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const extensions = ['-addext', 'basicConstraints=critical,CA:TRUE'];
  openssl(
    ...['req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2'],
    ...['-subj', '/CN=OInt test authority', ...extensions],
  );

  async function files(name: string): Promise<Certificate> {
    const certPath = join(path, `${name}.crt`);
    const keyPath = join(path, `${name}.key`);
    const [cert, key] = await Promise.all([readFile(certPath, 'utf8'), readFile(keyPath, 'utf8')]);
    return { certPath, keyPath, cert, key };
  }

  /** `openssl ca` is the only command that accepts the dates of a certificate. */
  async function dated(name: string, { from, to }: Validity): Promise<void> {
    await writeFile(join(path, 'index.txt'), '');
    const config = [
      ...['[ca]', 'default_ca = test', '[test]', 'database = index.txt', 'new_certs_dir = .'],
      ...['policy = any', 'default_md = sha256', 'rand_serial = yes', '[any]'],
      'commonName = supplied',
    ];
    await writeFile(join(path, 'ca.conf'), config.join('\n'));
    openssl(
      ...['ca', '-batch', '-config', 'ca.conf', '-cert', 'ca.crt', '-keyfile', 'ca.key'],
      ...['-in', `${name}.csr`, '-out', `${name}.crt`, '-notext', '-extfile', `${name}.ext`],
      ...['-startdate', from, '-enddate', to],
    );
  }

  return {
    ...(await files('ca')),
    async sign(name, host, valid) {
      openssl(
        ...['req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`],
        ...['-subj', `/CN=${name}`],
      );
      await writeFile(join(path, `${name}.ext`), `subjectAltName=${host}\n`);
      if (valid) await dated(name, valid);
      else {
        openssl(
          ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key'],
          ...['-CAcreateserial', '-days', '1', '-extfile', `${name}.ext`, '-out', `${name}.crt`],
        );
      }
      return files(name);
    },
  };
}
