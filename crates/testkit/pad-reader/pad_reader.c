/* A reader with keys of its own, for tests: the driver of vsmartcard's virtual reader, of which everything is asked, and keys
 * on which "is typed" what stands in a file (PC/SC part 10: FEATURE_VERIFY_PIN_DIRECT).
 *
 * SPORTELLO_PAD_DRIVER names the driver, SPORTELLO_PAD_PIN the file: none there means that nobody types in time, an empty one
 * that somebody presses the key that cancels. Each order is noted, without the PIN, in the file's name with ".asked". */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ifdhandler.h>

/* SCARD_CTL_CODE(3400), and a number of our own. */
#define FEATURES 0x42000D48
#define VERIFY 0x42330006
#define HEAD 19
#define COMMAND_HEAD 5
#define LONGEST 64

static void *of_driver(const char *name)
{
	static void *driver;
	const char *place = getenv("SPORTELLO_PAD_DRIVER");
	if (!driver && place)
		driver = dlopen(place, RTLD_NOW | RTLD_LOCAL);
	return driver ? dlsym(driver, name) : NULL;
}

#define FORWARD(name, taken, given)                                       \
	RESPONSECODE name taken                                           \
	{                                                                 \
		RESPONSECODE(*real) taken = of_driver(#name);             \
		return real ? real given : IFD_COMMUNICATION_ERROR;       \
	}

FORWARD(IFDHCreateChannelByName, (DWORD Lun, LPSTR DeviceName), (Lun, DeviceName))
FORWARD(IFDHCreateChannel, (DWORD Lun, DWORD Channel), (Lun, Channel))
FORWARD(IFDHCloseChannel, (DWORD Lun), (Lun))
FORWARD(IFDHGetCapabilities, (DWORD Lun, DWORD Tag, PDWORD Length, PUCHAR Value), (Lun, Tag, Length, Value))
FORWARD(IFDHSetCapabilities, (DWORD Lun, DWORD Tag, DWORD Length, PUCHAR Value), (Lun, Tag, Length, Value))
FORWARD(IFDHSetProtocolParameters,
	(DWORD Lun, DWORD Protocol, UCHAR Flags, UCHAR PTS1, UCHAR PTS2, UCHAR PTS3),
	(Lun, Protocol, Flags, PTS1, PTS2, PTS3))
FORWARD(IFDHPowerICC, (DWORD Lun, DWORD Action, PUCHAR Atr, PDWORD AtrLength), (Lun, Action, Atr, AtrLength))
FORWARD(IFDHICCPresence, (DWORD Lun), (Lun))
FORWARD(IFDHTransmitToICC,
	(DWORD Lun, SCARD_IO_HEADER SendPci, PUCHAR TxBuffer, DWORD TxLength, PUCHAR RxBuffer, PDWORD RxLength,
	 PSCARD_IO_HEADER RecvPci),
	(Lun, SendPci, TxBuffer, TxLength, RxBuffer, RxLength, RecvPci))

static RESPONSECODE say(const void *bytes, DWORD length, PUCHAR RxBuffer, DWORD RxLength, LPDWORD given)
{
	if (RxLength < length)
		return IFD_ERROR_INSUFFICIENT_BUFFER;
	memcpy(RxBuffer, bytes, length);
	*given = length;
	return IFD_SUCCESS;
}

/* How long what is typed is; -1 where nobody types. */
static int typed(char *pin)
{
	const char *place = getenv("SPORTELLO_PAD_PIN");
	char asked[4096];
	FILE *file;
	int length;
	if (!place)
		return -1;
	snprintf(asked, sizeof asked, "%s.asked", place);
	if ((file = fopen(asked, "a"))) {
		fputs("asked\n", file);
		fclose(file);
	}
	if (!(file = fopen(place, "r")))
		return -1;
	length = (int)fread(pin, 1, LONGEST, file);
	fclose(file);
	return length;
}

/* The PIN goes into its place in the command, and the command to the card. Only what the order of a PIV card says is understood. */
static RESPONSECODE verify(DWORD Lun, const UCHAR *order, DWORD length, PUCHAR RxBuffer, DWORD RxLength, LPDWORD given)
{
	UCHAR command[256];
	char pin[LONGEST];
	DWORD block, size, longest, shortest, answered = RxLength;
	SCARD_IO_HEADER sent = { 1, 0 }, received;
	int digits;
	RESPONSECODE done;
	if (length < HEAD + COMMAND_HEAD)
		return say("\x6b\x80", 2, RxBuffer, RxLength, given);
	size = order[15] | order[16] << 8 | order[17] << 16 | (DWORD)order[18] << 24;
	block = order[3] & 0x0f;
	longest = order[5];
	shortest = order[6];
	if (order[2] != 0x82 || order[4] || size != length - HEAD || size > sizeof command || longest > block ||
	    size != COMMAND_HEAD + block)
		return say("\x6b\x80", 2, RxBuffer, RxLength, given);
	digits = typed(pin);
	if (digits < 0)
		return say("\x64\x00", 2, RxBuffer, RxLength, given);
	if (digits == 0)
		return say("\x64\x01", 2, RxBuffer, RxLength, given);
	if ((DWORD)digits < shortest || (DWORD)digits > longest)
		return say("\x64\x03", 2, RxBuffer, RxLength, given);
	memcpy(command, order + HEAD, size);
	memcpy(command + COMMAND_HEAD, pin, (size_t)digits);
	done = IFDHTransmitToICC(Lun, sent, command, size, RxBuffer, &answered, &received);
	*given = done == IFD_SUCCESS ? answered : 0;
	return done;
}

RESPONSECODE IFDHControl(DWORD Lun, DWORD dwControlCode, PUCHAR TxBuffer, DWORD TxLength, PUCHAR RxBuffer, DWORD RxLength,
			 LPDWORD pdwBytesReturned)
{
	RESPONSECODE(*real)(DWORD, DWORD, PUCHAR, DWORD, PUCHAR, DWORD, LPDWORD) = of_driver("IFDHControl");
	*pdwBytesReturned = 0;
	if (dwControlCode == FEATURES)
		return say("\x06\x04\x42\x33\x00\x06", 6, RxBuffer, RxLength, pdwBytesReturned);
	if (dwControlCode == VERIFY)
		return verify(Lun, TxBuffer, TxLength, RxBuffer, RxLength, pdwBytesReturned);
	return real ? real(Lun, dwControlCode, TxBuffer, TxLength, RxBuffer, RxLength, pdwBytesReturned)
		    : IFD_ERROR_NOT_SUPPORTED;
}
