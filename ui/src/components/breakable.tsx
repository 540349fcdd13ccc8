/** An address may break after its @, and only there. */
export function breakable(address: string) {
  const [local, domain] = address.split("@");
  if (domain === undefined) return address;
  return (
    <>
      {local}@<wbr />
      {domain}
    </>
  );
}
