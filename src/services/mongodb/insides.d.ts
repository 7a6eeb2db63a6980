/** A part of the driver that it does not publish: see `driver.ts`. */
declare module 'mongodb/lib/cmap/connect.js' {
  const insides: unknown;
  export default insides;
}
