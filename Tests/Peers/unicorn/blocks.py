"""Random straight-line programs for lockstep.py: what both processors define, and nothing else (see README.md)."""

import struct

CODE = 0x1000
DATA = 0x00400000
DATA_BYTES = 1024
WFI = 0xEE070F90

EDGES = (0, 1, 2, 31, 32, 33, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0x80000001,
         0xFFFF8000, 0xFFFFFFFE, 0xFFFFFFFF)


def random_word(rng):
    kind = rng.random()
    if kind < 0.3:
        return rng.choice(EDGES)
    if kind < 0.4:
        return rng.getrandbits(8)
    return rng.getrandbits(32)


class Block:
    """One program. `anchors` are the registers that always point into the data (no instruction writes them but base
    updates, of which the program makes few and small ones); `index` always holds a small multiple of eight."""

    def __init__(self, rng, length, modes=False):
        self.rng = rng
        self.modes = modes
        low = list(range(8))
        rng.shuffle(low)
        self.anchors = low[:2]
        self.index = low[2]
        self.free = [r for r in range(15) if r not in self.anchors and r != self.index]
        self.stack = not modes  # r13 is an anchor, too, where it has no banks
        if self.stack:
            self.free.remove(13)
            self.anchors.append(13)
        self.free_low = [r for r in self.free if r < 8]
        self.drift = {r: 0 for r in self.anchors}
        self.code = bytearray()
        self.thumb_start = rng.random() < 0.5
        thumb = self.thumb_start
        while self.count() < length:
            segment = rng.randint(8, 40)
            (self.thumb_segment if thumb else self.arm_segment)(segment)
            thumb = self.switch(thumb)
        if thumb:
            self.to_arm()
        self.end = CODE + len(self.code)
        self.words(WFI)

    def count(self):
        return len(self.code) // 3

    def words(self, *words):
        for word in words:
            self.code += struct.pack("<I", word & 0xFFFFFFFF)

    def halves(self, *halves):
        for half in halves:
            self.code += struct.pack("<H", half & 0xFFFF)

    # --- State changes

    def switch(self, thumb):
        if self.rng.random() < 0.2:
            return thumb
        self.to_arm() if thumb else self.to_thumb()
        return not thumb

    def to_arm(self):
        rng = self.rng
        kind = rng.randrange(4)
        register = rng.choice(self.free_low)
        if len(self.code) & 3:
            self.halves(0x46C0)
        if kind == 0:
            self.halves(0x4778, 0x46C0)  # bx pc; nop
        elif kind == 1:
            # add rd, pc, #4; bx/blx rd
            self.halves(0xA000 | register << 8, 0x4700 | register << 3 | rng.choice((0, 0x80)))
        elif kind == 2:
            self.halves(0xF000, 0xE800)  # blx +0: pc of the first half plus 4
        elif self.stack:
            # Over the stack: add rd, pc, #4; push {rd}; pop {pc}; nop.
            self.halves(0xA001 | register << 8, 0xB400 | 1 << register, 0xBD00, 0x46C0)
        else:
            self.halves(0x4778, 0x46C0)

    def to_thumb(self):
        rng = self.rng
        kind = rng.randrange(5)
        register = rng.choice(self.free_low)
        target = CODE + len(self.code)
        if kind == 0:
            self.words(0xE28F0001 | register << 12, 0xE12FFF10 | rng.choice((0, 0x20)) | register)
        elif kind == 1:
            self.words(0xFAFFFFFF)  # blx to the next word
        elif kind == 2:
            self.words(0xFBFFFFFF)  # blx to the second half after it
            self.halves(0x46C0)
        elif kind == 3:
            self.words(0xE51FF004, (target + 8) | 1)  # ldr pc, [pc, #-4]
        else:
            # Over the stack: add rd, pc, #5; push {rd}; pop {pc}.
            if self.stack:
                self.words(0xE28F0005 | register << 12, 0xE92D0000 | 1 << register, 0xE8BD8000)
            else:
                self.words(0xE51FF004, (target + 8) | 1)

    # --- Segments: branches go ahead to the start of another instruction of the same segment

    def segment(self, length, width, instruction):
        start, slots, size = len(self.code), [], 0
        while size < length:
            slot = instruction()
            slot = slot if isinstance(slot, tuple) else (slot,)
            slots.append(slot)
            size += len(slot) + (slot[0] == "link")
        offsets = [0]
        for slot in slots:
            count = {"branch": 1, "add": 1, "link": 2}.get(slot[0], len(slot)) if isinstance(slot[0], str) else len(slot)
            offsets.append(offsets[-1] + count)
        for number, slot in enumerate(slots):
            if isinstance(slot[0], str):
                target = min(number + 1 + self.rng.randrange(7), len(slots))
                slot = self.branch(slot, offsets[target] - offsets[number], width)
            for word in slot:
                self.code += int(word & (1 << 8 * width) - 1).to_bytes(width, "little")
        assert len(self.code) - start == offsets[-1] * width

    @staticmethod
    def branch(slot, distance, width):
        """The words of a branch by so many words or halves from its own place."""
        kind, word = slot
        if kind == "link":
            return (0xF000, word | distance - 2)
        if width == 2:
            mask = 0x7FF if word == 0xE000 else 0xFF
            return (word | (distance - 2) & mask,)
        if kind == "branch":
            return (word | (distance - 2) & 0xFFFFFF,)
        return (word | (distance - 2) * 4,) if distance >= 2 else (0xE1A00000,)

    # --- ARM state

    def arm_segment(self, length):
        self.segment(length, 4, self.arm_instruction)

    def condition(self):
        return 14 if self.rng.random() < 0.6 else self.rng.randrange(14)

    def arm_instruction(self):
        rng = self.rng
        kind = rng.random()
        condition = self.condition() << 28
        if kind < 0.42:
            return condition | self.arm_data()
        if kind < 0.52:
            return condition | self.arm_multiply()
        if kind < 0.60:
            return condition | self.arm_dsp()
        if kind < 0.72:
            return self.arm_single(condition)
        if kind < 0.80:
            return self.arm_extra(condition)
        if kind < 0.86:
            return self.arm_block(condition)
        if kind < 0.88:
            anchor = rng.choice(self.anchors)
            rd, rm = rng.choice(self.free), rng.choice(self.free)
            return condition | 0x01000090 | rng.choice((0, 1 << 22)) | anchor << 16 | rd << 12 | rm
        if kind < 0.93:
            return self.arm_status(condition)
        if kind < 0.935:
            return 0xF5D0F000 | rng.randrange(16) << 16 | rng.randrange(4096)  # pld
        if rng.random() < 0.3:
            return ("add", condition | 0x028FF000)
        return ("branch", condition | 0x0A000000 | rng.getrandbits(1) << 24)

    def source(self):
        return self.rng.choice((self.rng.randrange(15), self.rng.choice(self.free)))

    def arm_data(self):
        rng = self.rng
        opcode = rng.randrange(16)
        sets = 1 if 8 <= opcode < 12 else rng.getrandbits(1)
        rd = 0 if 8 <= opcode < 12 else rng.choice(self.free)
        rn = 0 if opcode in (13, 15) else self.source()
        word = opcode << 21 | sets << 20 | rd << 12 | rn << 16
        form = rng.random()
        if form < 0.35:
            return word | 0x02000000 | rng.getrandbits(12)
        if form < 0.7:
            rm = 15 if rng.random() < 0.04 else self.source()
            if rng.random() < 0.04 and opcode not in (13, 15):
                word |= 15 << 16
            amount = rng.choice((0, 31, rng.getrandbits(5)))
            return word | amount << 7 | rng.getrandbits(2) << 5 | rm
        return word | self.source() << 8 | rng.getrandbits(2) << 5 | 0x10 | self.source()

    def arm_multiply(self):
        rng = self.rng
        high = rng.choice(self.free)
        low = rng.choice([r for r in self.free if r != high])
        rm, rs = self.source(), self.source()
        kind = rng.choice((0, 1, 4, 5, 6, 7))
        if kind < 4 and rm == high:  # unpredictable before ARMv6
            rm = low
        if kind >= 4 and rm in (high, low):
            rm = rng.choice([r for r in self.free if r not in (high, low)])
        word = kind << 21 | rng.getrandbits(1) << 20 | high << 16 | rs << 8 | 0x90 | rm
        if kind != 0:
            word |= low << 12
        return word

    def arm_dsp(self):
        rng = self.rng
        kind = rng.randrange(7)
        high = rng.choice(self.free)
        low = rng.choice([r for r in self.free if r != high])
        rm, rs = self.source(), self.source()
        xy = rng.getrandbits(2) << 5
        if kind == 0:
            return 0x01000080 | xy | high << 16 | low << 12 | rs << 8 | rm
        if kind == 1:
            return 0x01200080 | xy & 0x40 | high << 16 | low << 12 | rs << 8 | rm
        if kind == 2:
            return 0x012000A0 | xy & 0x40 | high << 16 | rs << 8 | rm
        if kind == 3:
            return 0x01400080 | xy | high << 16 | low << 12 | rs << 8 | rm
        if kind == 4:
            return 0x01600080 | xy | high << 16 | rs << 8 | rm
        if kind == 5:
            return 0x016F0F10 | high << 12 | rm
        return 0x01000050 | rng.getrandbits(2) << 21 | rs << 16 | high << 12 | rm

    def updates(self, anchor, moved):
        """Whether a base update keeps the anchor where it may be; notes it."""
        if self.drift[anchor] + moved > 128:
            return False
        return True

    def note(self, anchor, moved):
        # An update that may not happen would make the range of the anchor grow in both directions.
        self.drift[anchor] += moved

    def arm_single(self, condition):
        rng = self.rng
        anchor = rng.choice(self.anchors)
        load, byte = rng.getrandbits(1), rng.getrandbits(1)
        rd = rng.choice(self.free) if load else self.source()
        align = 0xFFF if byte else 0xFFC
        word = condition | 0x04000000 | load << 20 | byte << 22 | anchor << 16 | rd << 12
        form = rng.random()
        up = rng.getrandbits(1)
        if form < 0.4:
            return word | 1 << 24 | up << 23 | rng.randrange(128) & align
        if form < 0.6:
            # a scaled register; the index is a small multiple of eight
            shift = rng.choice((0x000, 0x080, 0x0A0, 0x0C0))
            return word | 0x02000000 | 1 << 24 | up << 23 | shift | self.index
        offset = rng.randrange(16) & 12
        if not self.updates(anchor, offset) or rd == anchor:
            return word | 1 << 24 | up << 23 | offset
        self.note(anchor, offset)
        if rng.random() < 0.5:
            return word | up << 23 | offset  # post-indexed
        return word | 1 << 24 | 1 << 21 | up << 23 | offset

    def arm_extra(self, condition):
        rng = self.rng
        anchor = rng.choice(self.anchors)
        kind = rng.choice(("strh", "ldrh", "ldrsb", "ldrsh", "ldrd", "strd"))
        load = kind in ("ldrh", "ldrsb", "ldrsh")
        code = {"strh": 0xB0, "ldrh": 0xB0, "ldrsb": 0xD0, "ldrsh": 0xF0, "ldrd": 0xD0, "strd": 0xF0}[kind]
        double = kind in ("ldrd", "strd")
        if double:
            pairs = [r for r in (0, 2, 4, 6, 8, 10) if r in self.free and r + 1 in self.free]
            if not pairs:
                return condition | self.arm_data()
            rd = rng.choice(pairs)
        else:
            rd = rng.choice(self.free) if load or kind == "ldrd" else self.source()
        align = 0xFF if kind == "ldrsb" else 0xFC if double else 0xFE
        word = condition | load << 20 | code | anchor << 16 | rd << 12
        up = rng.getrandbits(1) << 23

        def split(offset):
            return 1 << 22 | (offset & 0xF0) << 4 | offset & 15

        form = rng.random()
        if form < 0.5:
            return word | 1 << 24 | up | split(rng.randrange(128) & align)
        if form < 0.7:
            return word | 1 << 24 | up | self.index
        offset = rng.randrange(16) & 12
        if not self.updates(anchor, offset) or rd == anchor:
            return word | 1 << 24 | up | split(offset)
        self.note(anchor, offset)
        return word | up | split(offset) | (0 if rng.random() < 0.5 else 1 << 24 | 1 << 21)

    def arm_block(self, condition):
        rng = self.rng
        anchor = rng.choice(self.anchors)
        load = rng.getrandbits(1)
        mode = rng.getrandbits(2) << 23
        chosen = [r for r in range(15) if rng.random() < 0.3]
        if load:
            chosen = [r for r in chosen if r in self.free]
        elif anchor in chosen and rng.random() < 0.5:
            chosen.remove(anchor)
        if not chosen:
            chosen = [rng.choice(self.free)]
        moved = 4 * len(chosen)
        word = condition | 0x08000000 | load << 20 | mode | anchor << 16 | sum(1 << r for r in chosen)
        if anchor not in chosen and self.updates(anchor, moved):
            if rng.random() < 0.4:
                self.note(anchor, moved)
                return word | 1 << 21
        return word

    def arm_status(self, condition):
        rng = self.rng
        kind = rng.randrange(5 if self.modes else 3)
        rd = rng.choice(self.free)
        if kind == 0:
            return condition | 0x010F0000 | rd << 12
        if kind == 1:
            return condition | 0x0128F000 | self.source()
        if kind == 2:
            return condition | 0x0328F000 | rng.getrandbits(12)
        if kind == 3:
            mode = rng.choice((0x11, 0x12, 0x13, 0x17, 0x1B, 0x1F))
            return condition | 0x0321F000 | 0xC0 | mode
        # A mode with a saved status; its flags are written and read back.
        mode = rng.choice((0x11, 0x12, 0x13, 0x17, 0x1B))
        return (0xE321F000 | 0xC0 | mode, 0xE168F000 | self.source(), 0xE14F0000 | rd << 12)

    # --- Thumb state

    def thumb_segment(self, length):
        self.segment(length, 2, self.thumb_instruction)

    def low_source(self):
        return self.rng.randrange(8)

    def thumb_instruction(self):
        rng = self.rng
        kind = rng.random()
        rd = rng.choice(self.free_low)
        if kind < 0.12:
            return rng.randrange(3) << 11 | rng.getrandbits(5) << 6 | self.low_source() << 3 | rd
        if kind < 0.22:
            return 0x1800 | rng.getrandbits(2) << 9 | rng.getrandbits(3) << 6 | self.low_source() << 3 | rd
        if kind < 0.34:
            opcode = rng.getrandbits(2)
            return 0x2000 | opcode << 11 | (self.low_source() if opcode == 1 else rd) << 8 | rng.getrandbits(8)
        if kind < 0.52:
            opcode = rng.randrange(16)
            rm = self.low_source()
            if opcode == 13 and rm == rd:
                rm = self.anchors[0]
            return 0x4000 | opcode << 6 | rm << 3 | rd
        if kind < 0.60:
            opcode = rng.randrange(3)
            rm = rng.randrange(16)
            high = rng.randrange(15) if opcode == 1 else rng.choice(self.free)
            if opcode == 1 and rm == 15:
                rm = 8
            if high < 8 and rm < 8:
                rm |= 8
                if rm == 15:
                    rm = 14
            return 0x4400 | opcode << 8 | (high & 8) << 4 | rm << 3 | high & 7
        if kind < 0.78:
            return self.thumb_memory(rd)
        if kind < 0.82 and self.stack:
            load = rng.getrandbits(1)
            register = rd if load else self.low_source()
            return 0x9000 | load << 11 | register << 8 | rng.randrange(32)
        if kind < 0.86:
            return (0xA800 if self.stack and rng.getrandbits(1) else 0xA000) | rd << 8 | rng.getrandbits(8)
        if kind < 0.89:
            # literals: anything ahead in the program, which ends with some room
            return 0x4800 | rd << 8 | rng.randrange(2)
        if kind < 0.94:
            return self.thumb_block()
        form = rng.random()
        if form < 0.6:
            return ("branch", 0xD000 | rng.randrange(14) << 8)
        return ("branch", 0xE000) if form < 0.75 else ("link", 0xF800)

    def thumb_memory(self, rd):
        rng = self.rng
        anchor = rng.choice([r for r in self.anchors if r < 8])
        form = rng.randrange(9)
        source = self.low_source()
        if form < 3:
            opcode = rng.randrange(8)
            register = rd if opcode >= 3 else source
            return 0x5000 | opcode << 9 | self.index << 6 | anchor << 3 | register
        load = rng.getrandbits(1)
        register = rd if load else source
        base = 0x6000 if form < 5 else 0x7000 if form < 7 else 0x8000
        return base | load << 11 | rng.getrandbits(5) << 6 | anchor << 3 | register

    def thumb_block(self):
        rng = self.rng
        load = rng.getrandbits(1)
        anchor = rng.choice([r for r in self.anchors if r < 8])
        use_stack = self.stack and rng.getrandbits(1)
        if use_stack:
            anchor = 13
        chosen = [r for r in range(8) if rng.random() < 0.35]
        if load:
            chosen = [r for r in chosen if r in self.free_low]
        chosen = [r for r in chosen if r != anchor] or [rng.choice(self.free_low)]
        extra = 0
        if use_stack and not load and rng.random() < 0.3:
            extra = 1
        moved = 4 * (len(chosen) + extra)
        if not self.updates(anchor, moved):
            return 0x46C0
        self.note(anchor, moved)
        registers = sum(1 << r for r in chosen)
        if use_stack:
            return (0xBC00 if load else 0xB400 | extra << 8) | registers
        return 0xC000 | load << 11 | anchor << 8 | registers

    # --- A state to start from

    def state(self):
        rng = self.rng
        registers = [random_word(rng) for _ in range(16)]
        for anchor in self.anchors:
            registers[anchor] = DATA + DATA_BYTES // 2 + 8 * rng.randint(-2, 2)
        registers[self.index] = 8 * rng.randrange(4)
        registers[15] = CODE
        cpsr = rng.getrandbits(5) << 27 | 0xD3 | (0x20 if self.thumb_start else 0)
        return registers, cpsr, rng.randbytes(DATA_BYTES)
