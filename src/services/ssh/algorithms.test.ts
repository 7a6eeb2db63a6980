import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { killTree, noSshd, startSshd } from '../../../test/support/ssh-server.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import { executeCommand } from './index.js';

describe.skipIf(noSshd)(`algorithms of a real sshd${noSshd}`, () => {
  /** Runs work with a server of these settings. */
  async function withServer<R>(
    lines: readonly string[],
    work: (enters: (algorithms?: object) => Promise<string>) => Promise<R>,
  ): Promise<R> {
    const server = await startSshd(lines);
    const enters = async (algorithms?: object) => {
      const connection = { ...server.settings, ...(algorithms && { algorithms }) } as never;
      return (await executeCommand({ connection, command: 'echo in' })).stdout;
    };
    return work(enters).finally(() => killTree(server.process));
  }

  it.each([
    ['KexAlgorithms', 'diffie-hellman-group14-sha1', 'kex'],
    ['KexAlgorithms', 'diffie-hellman-group1-sha1', 'kex'],
    ['KexAlgorithms', 'diffie-hellman-group-exchange-sha1', 'kex'],
    ['Ciphers', 'aes256-cbc', 'cipher'],
    ['Ciphers', '3des-cbc', 'cipher'],
  ])(
    '%s %s is used if the settings allow it, and named by the error if not',
    async (line, name, kind) => {
      await withServer([`${line} ${name}`], async (enters) => {
        const error = await failure(enters(), ServiceError);
        expect(error).toMatchObject({ reason: 'NO_COMMON_ALGORITHM', details: { kind } });
        expect(error.message).toContain(`the server offers ${name}, and this side `);
        expect(error.hint).toContain(`'algorithms':{'${kind}':'+${name}'}`);
        for (const wish of [`+${name}`, `^${name}`, name, [name]]) {
          expect(await enters({ [kind]: wish })).toBe('in\n');
        }
      });
    },
  );

  it('MACs hmac-md5 is used if the settings allow it', async () => {
    await withServer(['Ciphers aes256-ctr', 'MACs hmac-md5'], async (enters) => {
      const error = await failure(enters(), ServiceError);
      expect(error.hint).toContain("'algorithms':{'hmac':'+hmac-md5'}");
      expect(await enters({ hmac: '+hmac-md5' })).toBe('in\n');
    });
  });

  it.each([
    'curve25519-sha256',
    'ecdh-sha2-nistp384',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
  ])('KexAlgorithms %s needs no settings', async (name) => {
    await withServer([`KexAlgorithms ${name}`], async (enters) => {
      expect(await enters()).toBe('in\n');
    });
  });

  it.each(['chacha20-poly1305@openssh.com', 'aes256-gcm@openssh.com', 'aes192-ctr'])(
    'Ciphers %s needs no settings',
    async (name) => {
      await withServer([`Ciphers ${name}`], async (enters) => {
        expect(await enters()).toBe('in\n');
      });
    },
  );

  it('that are too new are said to be that', async () => {
    await withServer(['KexAlgorithms sntrup761x25519-sha512@openssh.com'], async (enters) => {
      const error = await failure(enters(), ServiceError);
      expect(error.message).toContain('the server offers sntrup761x25519-sha512@openssh.com,');
      expect(error.hint).toContain('only post-quantum key exchange');
    });
    await withServer(['Ciphers aes256-ctr', 'MACs umac-128-etm@openssh.com'], async (enters) => {
      const error = await failure(enters(), ServiceError);
      expect(error.message).toContain('no common MAC algorithm');
      expect(error.message).toContain('the server offers umac-128-etm@openssh.com,');
      expect(error.hint).toContain("None of the server's algorithms is supported here.");
    });
  });

  it('can be removed', async () => {
    await withServer(['KexAlgorithms curve25519-sha256'], async (enters) => {
      const error = await failure(enters({ kex: '-curve25519*' }), ServiceError);
      expect(error.message).toContain('the server offers curve25519-sha256, and this side ecdh-');
    });
  });

  it('that do not exist are refused before anything is sent', async () => {
    await withServer([], async (enters) => {
      const error = await failure(enters({ kex: '+nonsense' }), InputError);
      expect(error.message).toContain('algorithms: kex "nonsense" is not supported, only');
      const field = await failure(enters({ ciphers: '+aes256-cbc' }), InputError);
      expect(field.message).toContain('unknown field "ciphers"');
      await failure(enters({ kex: 7 }), InputError);
    });
  });
});
