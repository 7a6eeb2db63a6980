import { ExactUrl } from '../../core/http/url.js';

const AWS_HOST =
  /(^|\.)s3(?:[.-](dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d))?(\.amazonaws\.com(?:\.cn)?)$/;

/** AWS has a host for each region; other storages have one for all. */
export function inRegion(url: URL, region: string): URL {
  const { hostname, protocol, port, pathname, search } = url;
  if (!AWS_HOST.test(hostname)) return url;
  const host = hostname.replace(
    AWS_HOST,
    (_, before: string, dual = '', _region: string, end: string) =>
      `${before}s3.${dual}${region}${end}`,
  );
  return new ExactUrl(`${protocol}//${host}${port && `:${port}`}`, pathname, search);
}

/** True for AWS itself, and not for a storage with its protocol. */
export function isAws({ hostname }: URL): boolean {
  return /(^|\.)amazonaws\.com(\.cn)?$/.test(hostname);
}

/** AWS's own host names contain the region. */
export function awsRegion({ hostname }: URL): string | undefined {
  return AWS_HOST.exec(hostname)?.[3];
}
