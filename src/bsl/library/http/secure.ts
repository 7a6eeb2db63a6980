import { badArgument, raise } from '../../values/errors.js';
import { BslObject, define } from '../../values/object.js';
import { toText } from '../../values/text.js';

/** A file with the certificate and the key of the client, in PEM. */
export class ClientCertificate extends BslObject {
  readonly path: string;

  constructor(path: string) {
    super();
    this.path = path;
  }
}

define(ClientCertificate, {
  type: 'СертификатКлиентаФайл FileClientCertificate',
  create: (path: unknown, password?: unknown) => {
    if (toText(password) !== '')
      raise({
        ru: 'Ключ с паролем не поддерживается: сохраните его без пароля в формате PEM',
        en: 'A key with a password is not supported: save it without one, in PEM',
      });
    return new ClientCertificate(toText(path));
  },
});

/** A file with authorities that are trusted in addition to the usual ones, in PEM. */
export class AuthoritiesFile extends BslObject {
  readonly path: string;

  constructor(path: string) {
    super();
    this.path = path;
  }
}

define(AuthoritiesFile, {
  type: 'СертификатыУдостоверяющихЦентровФайл FileCertificationAuthorityCertificates',
  create: (path: unknown) => new AuthoritiesFile(toText(path)),
});

/** The usual authorities, which are trusted in any case. */
export class UsualAuthorities extends BslObject {}

define(UsualAuthorities, {
  type: 'СертификатыУдостоверяющихЦентровОС OSCertificationAuthorityCertificates',
  create: () => new UsualAuthorities(),
});

/** `OpenSSLSecureConnection`: the connection is encrypted, and the certificate is checked. */
export class SecureConnection extends BslObject {
  readonly client: ClientCertificate | undefined;
  readonly authorities: AuthoritiesFile | undefined;

  constructor(client: ClientCertificate | undefined, authorities: AuthoritiesFile | undefined) {
    super();
    this.client = client;
    this.authorities = authorities;
  }
}

define(SecureConnection, {
  type: 'ЗащищенноеСоединениеOpenSSL OpenSSLSecureConnection',
  create: (client?: unknown, authorities?: unknown) => {
    if (client !== undefined && !(client instanceof ClientCertificate)) badArgument(1);
    const isUsual = authorities === undefined || authorities instanceof UsualAuthorities;
    if (!isUsual && !(authorities instanceof AuthoritiesFile)) badArgument(2);
    return new SecureConnection(
      client as ClientCertificate | undefined,
      authorities instanceof AuthoritiesFile ? authorities : undefined,
    );
  },
});
