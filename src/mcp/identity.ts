/** What a server says of itself when a client greets it. */
export const identity = (version: string) => ({ name: 'oint', title: 'OInt', version });

export const capabilities = { tools: {}, resources: {} };

export const instructions =
  'OInt runs ready-made methods of outside services. Find one with search_methods, read its parameters with get_method_parameters, run it with execute_method. Secrets are only ever named, as @@Name.';

/** The versions of the protocol that begin with a handshake, and that every SDK speaks as we do. */
export const handshakes: readonly string[] = [
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
];
