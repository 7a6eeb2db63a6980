/** The categories of services, in the order in which they are listed. */
export const categories = [
  'AI',
  'Databases',
  'Files and storage',
  'Servers and protocols',
  'Messaging',
  'Social media',
  'Business and productivity',
  'E-commerce and delivery',
  'Google',
  'Yandex',
  'Data and scripting',
] as const;

export type Category = (typeof categories)[number];
