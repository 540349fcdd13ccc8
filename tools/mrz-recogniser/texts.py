"""What zones say: names, numbers, dates, look-alikes in a row."""

import string

ALPHABET = string.digits + string.ascii_uppercase + "<"

COUNTRIES = (
    "ITA AUT DEU D FRA CHE ESP PRT GBR IRL NLD BEL LUX DNK NOR SWE FIN ISL POL CZE SVK HUN SVN HRV SRB BIH MNE MKD "
    "ALB GRC BGR ROU MDA UKR BLR RUS LTU LVA EST TUR MAR TUN EGY SEN NGA GHA ETH IND PAK BGD LKA CHN JPN KOR PHL VNM "
    "USA CAN MEX BRA ARG PER ECU COL UTO RKS GBN EUE XXA"
).split()
NAMES = (
    "ROSSI FERRARI RUSSO BIANCHI COLOMBO RICCI MARINO GRECO BRUNO GALLO CONTI DE LUCA COSTA GIORDANO MANCINI RIZZO "
    "LOMBARDI MORETTI BARBIERI FONTANA SANTORO MARIANI HUBER PICHLER MUELLER SCHMIDT WEISS GRUBER KOWALCZYK NOWAK "
    "WOJCIECHOWSKI NOVAK HORVAT KISS NAGY POPESCU IONESCU PETROV IVANOVA HOXHA SHEHU KRASNIQI SMITH OCONNOR JOHNSON "
    "WILLIAMS ERIKSSON LINDQVIST VIRTANEN DUBOIS LEFEBVRE GARCIA RODRIGUEZ FERNANDEZ SILVA SANTOS NGUYEN TRAN WANG "
    "LI ZHANG KIM PARK SATO TANAKA SINGH KUMAR KHAN AHMED MOHAMED EL AMRANI BEN ALI DIALLO NDIAYE OKAFOR QUIRICO "
    "MARIA ANNA GIUSEPPE GIOVANNI ANTONIO LUIGI FRANCESCO GIULIA SOFIA CHIARA ALESSANDRO MATTEO LORENZO BEATRICE "
    "JESSICA KEVIN WALTER XENIA YLENIA JOHANNES KATHARINA MAXIMILIAN FRANZISKA OLGA DMITRI NATALIA XHEVAHIRE QAMAR"
).split()
SYLLABLES = (
    "BA CO DI FU GE HO JA KI LO MU NE PI QUA RO SA TE VI WO XA YU ZO AL EN IR OS UN CK TT LL RR SS NN SCH TR GR KR KL "
    "CH PH ST SK ZZ GL GN OU AE OE IE EI"
).split()


def check_digit(text):
    total = sum((ALPHABET.index(c) % 36) * (7, 3, 1)[i % 3] for i, c in enumerate(text))
    return str(total % 10)


class Texts:
    """What zones say, and what they never say but a reader must not stumble over."""

    def __init__(self, rng):
        self.rng = rng

    def name(self):
        if self.rng.random() < 0.55:
            return self.rng.choice(NAMES)
        return "".join(self.rng.choice(SYLLABLES) for _ in range(self.rng.randint(1, 5)))

    def names(self):
        parts = ["<".join(self.name() for _ in range(self.rng.choice((1, 1, 1, 2)))) for _ in range(2)]
        return "<<".join(parts)

    def number(self, letters):
        pool = string.digits * (1 if letters else 9) + string.ascii_uppercase
        return "".join(self.rng.choice(pool) for _ in range(9))

    def date(self):
        return "%02d%02d%02d" % (self.rng.randint(0, 99), self.rng.randint(1, 12), self.rng.randint(1, 31))

    def optional(self, length):
        kind = self.rng.random()
        if kind < 0.45:
            return "<" * length
        count = self.rng.randint(1, length)
        pool = string.digits if kind < 0.7 else string.digits + string.ascii_uppercase
        return "".join(self.rng.choice(pool) for _ in range(count)).ljust(length, "<")

    def line(self):
        rng, kind = self.rng, self.rng.random()
        length = rng.choice((30, 36, 44, 44))
        country = rng.choice(COUNTRIES).ljust(3, "<")
        if kind < 0.10:
            return "".join(rng.choice(ALPHABET) for _ in range(length))
        if kind < 0.18:
            pool = "<<<<CKXVEGL0OQD1IJ5S2Z8B6G4AMNHWUV7T"
            return "".join(rng.choice(pool) for _ in range(length))
        if kind < 0.52:
            head = rng.choice(("P<", "P<", "I<", "ID", "V<", "AC", "PM", "")) + country
            return ((head if rng.random() < 0.75 else "") + self.names()).ljust(length, "<")[:length]
        if kind < 0.85:
            number, birth, expiry = self.number(rng.random() < 0.5), self.date(), self.date()
            body = number + check_digit(number) + country + birth + check_digit(birth)
            body += rng.choice("MF<") + expiry + check_digit(expiry)
            body += self.optional(max(length - len(body) - 1, 2))
            return (body + rng.choice(string.digits))[:length]
        birth, expiry = self.date(), self.date()
        body = birth + check_digit(birth) + rng.choice("MF<") + expiry + check_digit(expiry) + country
        if rng.random() < 0.5:
            number = self.number(True)
            body = rng.choice(("I<", "C<", "ID", "AC")) + country + number + check_digit(number)
        return body + self.optional(29 - len(body)) + rng.choice(string.digits)
