import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { isRecord, readDescription, type Values } from '../../../../test/stand-in/description.js';
import type { Paging } from '../../../../test/stand-in/pages.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';

export const KEY = 'ACMA:bZ1vQ8xk3Wc7Jt5Nd2Lr9Hy6Mf4Sp0Ug:4b7e1c2d';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for api.partner.market.yandex.ru. */
export function start(): Promise<StandIn> {
  return StandIn.start(description, behavior);
}

const CODES: Partial<Record<Problem['wrong'], readonly [number, string]>> = {
  authorization: [401, 'UNAUTHORIZED'],
  operation: [404, 'NOT_FOUND'],
  'not found': [404, 'NOT_FOUND'],
  verb: [405, 'METHOD_NOT_ALLOWED'],
  'rate limit': [420, 'LIMIT_EXCEEDED'],
  unavailable: [503, 'SERVICE_UNAVAILABLE'],
};

function refuse({ wrong, message, code }: Problem): Answer {
  const [status, usual] = CODES[wrong] ?? [400, 'BAD_REQUEST'];
  return { status, body: { status: 'ERROR', errors: [{ code: code ?? usual, message }] } };
}

const pages = (at: string, max: number): Paging => ({
  ...{ by: 'cursor', from: 'pageToken', limit: 'limit' },
  ...{ size: max, max, next: `${at}paging.nextPageToken` },
});

/** A product with this name has an error, or a warning. */
const PROBLEMS: Readonly<Record<string, string>> = { Wrong: 'errors', Odd: 'warnings' };

const behavior: Behavior = {
  refuse,
  authorize: ({ request }) =>
    request.headers['api-key'] === KEY
      ? undefined
      : { wrong: 'authorization', message: 'Api-Key token is invalid' },
  kinds: {
    campaigns: { ids: ['id'], id: (n) => 21_621_655 + n },
    products: { ids: ['offerId'], id: (n) => `TEA-${n}` },
  },
  keeps: {
    getCampaigns: { does: 'list', kind: 'campaigns', at: 'campaigns', paging: pages('', 100) },
    getCampaignOffers: {
      ...{ does: 'list', kind: 'products', at: 'result.offers' },
      paging: pages('result.', 200),
    },
    getOfferMappings: {
      ...{ does: 'list', kind: 'mappings', at: 'result.offerMappings' },
      paging: pages('result.', 100),
    },
  },
  instead: {
    updateOfferMappings({ values }) {
      const results = (values.offerMappings as Values[]).flatMap(({ offer }) => {
        const { offerId, name } = isRecord(offer) ? offer : {};
        const kind = PROBLEMS[String(name)];
        const problem = { type: 'UNKNOWN_PARAMETER', message: 'Unknown parameter 7' };
        return kind ? [{ offerId, [kind]: [problem] }] : [];
      });
      return { body: { status: 'OK', ...(results.length > 0 && { results }) } };
    },
  },
};
