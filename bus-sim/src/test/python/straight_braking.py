"""Straight-line braking of the mid-size car, integrated by SciPy: the independent figures in
VehicleTest.AgainstAnotherIntegrator. Run: python3 straight_braking.py"""

from math import atan, sin

from scipy.integrate import solve_ivp

M, A, B, H, R, J, SIGMA, G = 1564, 1.268, 1.620, 0.575, 0.344, 1.7, 0.25, 9.80665
FRONT_BAR, REAR_BAR, DEAD_S, LAG_S, LOAD_LAG_S = 35.0, 30.0, 0.004, 0.012, 0.08
ROLLING, DRAG = 0.012, 0.5 * 1.225 * 0.65


def mu(slip):
    x = 11.7 * slip
    return 1.20 * sin(1.69 * atan(x - 0.377 * (x - atan(x))))


def rates(t, y):
    v, wheel_f, wheel_r, slip_f, slip_r, load_a, bar_f, bar_r, _ = y
    on = t >= DEAD_S
    axle_f = M * (G * B - load_a * H) / (A + B)
    axle_r = M * (G * A + load_a * H) / (A + B)
    force_f, force_r = axle_f * mu(slip_f), axle_r * mu(slip_r)
    a = (force_f + force_r - DRAG * v * v) / M
    return [
        a,
        (-(22 * bar_f + ROLLING * axle_f / 2 * R) - R * force_f / 2) / J,
        (-(10 * bar_r + ROLLING * axle_r / 2 * R) - R * force_r / 2) / J,
        (R * wheel_f - v - v * slip_f) / SIGMA,
        (R * wheel_r - v - v * slip_r) / SIGMA,
        (a - load_a) / LOAD_LAG_S,
        min(((FRONT_BAR if on else 0) - bar_f) / LAG_S, 1500),
        min(((REAR_BAR if on else 0) - bar_r) / LAG_S, 1500),
        v,
    ]


def leg(y, begin, end):
    return solve_ivp(rates, (begin, end), y, method="DOP853", rtol=1e-12, atol=1e-12,
                     max_step=1e-4).y[:, -1]


y = leg([25, 25 / R, 25 / R, 0, 0, 0, 0, 0, 0], 0, DEAD_S - 1e-12)
y = leg(y, DEAD_S, 1.0)
print("speed %.6f m/s, front %.6f rad/s, rear %.6f rad/s, way %.6f m" % (y[0], y[1], y[2], y[8]))
