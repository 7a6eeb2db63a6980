import type { Call } from '../../core/definition/call.js';
import type { Exchange, Read } from '../../core/http/message.js';
import { exchange } from '../../core/http/request.js';
import { type Asked, canRepeat, specOf, urlOf } from './http-request.js';
import { ownSettings, withoutRefused } from './own-settings.js';
import type { Query } from './request.js';
import type { Session } from './session.js';
import { isRead } from './statement.js';
import type { HttpTarget } from './target.js';

interface Given {
  query: Query;
  session: Session | undefined;
  format: string | undefined;
  waits: boolean;
}

/** What is known about the settings that a request was sent with. */
export interface Sent {
  asked: Asked;
}

/**
 * Sends a request. An older server does not know all of our settings, and a user who may only read
 * cannot change them: then it is sent again without them. Nothing was executed before.
 */
export async function send<T>(
  call: Call,
  target: HttpTarget,
  given: Given,
  read: (exchange: Exchange, sent: Sent) => Promise<T>,
): Promise<T> {
  const { query, session } = given;
  const isSafe = isRead(query.sql) && query.id === undefined && !session;
  const own = call.with({ options: tlsOptions(call, target) });
  const spec = specOf(call, target, query);
  let settings =
    canRepeat(query) && query.data === undefined ? ownSettings(given.query, given.format) : {};
  for (;;) {
    const asked: Asked = { ...given, own: settings };
    const reading: Read<T> = (found) => read(found, { asked });
    try {
      return await exchange(
        own,
        'POST',
        urlOf(target, asked),
        spec,
        reading,
        isSafe ? 'read' : 'write',
      );
    } catch (error) {
      const fewer = withoutRefused(settings, error);
      if (!fewer) throw error;
      settings = fewer;
    } finally {
      call.answered = own.answered;
    }
  }
}

function tlsOptions(call: Call, { tls }: HttpTarget) {
  if (!tls) return call.options;
  const { accept_invalid_certs: insecure, ca_cert_path: ca } = tls;
  return { ...call.options, ...(ca && { ca }), ...(insecure && { insecure }) };
}
