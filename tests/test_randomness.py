from pennylane_qgen.randomness import generator_of_step, training_step


def test_no_generator_outside_of_training():
    assert generator_of_step(0) is None


def test_steps_and_seeds_have_their_own_streams():
    def draw(seed, step):
        with training_step(step):
            return generator_of_step(seed).random()

    assert draw(0, 3) == draw(0, 3)
    assert len({draw(seed, step) for seed in range(3) for step in range(3)}) == 9


def test_steps_end_even_by_an_error():
    try:
        with training_step(1):
            raise KeyError
    except KeyError:
        pass
    assert generator_of_step(0) is None
